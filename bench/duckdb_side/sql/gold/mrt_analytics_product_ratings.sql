create table dwh.mrt_analytics_product_ratings as
with ratings as (
    select
        date_trunc('month', review_date)::date as review_month,
        product_id,
        count(*)::ubigint as review_count,
        sum(overall_rating)::ubigint as rating_sum
    from dwh.mrt_fact_product_review
    group by all
    having count(*) >= 3
)

select
    ratings.review_month,
    monthname(ratings.review_month) as month_name,
    ratings.product_id,
    products.title,
    products.brand_id,
    ratings.review_count,
    ratings.rating_sum,
    ratings.rating_sum / ratings.review_count as avg_overall_rating
from ratings
inner join dwh.mrt_dim_product as products using (product_id);
