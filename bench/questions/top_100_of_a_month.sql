select
    top.product_id as product_id,
    products.title as title,
    top.stars as stars,
    top.reviews as reviews
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
) as top
inner join dwh_dev.mrt_dim_product as products on top.product_id = products.product_id
order by top.stars desc, top.reviews desc, top.product_id
