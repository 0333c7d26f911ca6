select
    best.product_id as product_id,
    products.title as title,
    best.stars as stars,
    best.reviews as reviews
from (
    select
        product_id,
        count() as reviews,
        avg(overall_rating) as stars
    from dwh_dev.mrt_fact_product_review
    where review_date between toDate({first_month:String}) and toLastDayOfMonth(toDate({first_month:String}))
    group by product_id
    having reviews >= 3
    order by stars desc, reviews desc, product_id
    limit 100
) as best
inner join dwh_dev.mrt_dim_product as products on best.product_id = products.product_id
order by best.stars desc, best.reviews desc, best.product_id
-- of the products, read only where the hundred lie
settings enable_join_runtime_filters_index_analysis = 1
