select
    any(products.title) as title,
    any(brands.brand_name) as brand,
    count() as reviews,
    avg(reviews.overall_rating) as stars,
    max(reviews.review_date) as newest
from dwh_dev.mrt_fact_product_review as reviews
inner join (
    select * from dwh_dev.mrt_dim_product where product_id = {product_id:UInt64}
) as products on reviews.product_id = products.product_id
inner join dwh_dev.mrt_dim_brand as brands on products.brand_id = brands.brand_id
where reviews.product_id = {product_id:UInt64}
