create table dwh.mrt_analytics_brand_ratings as
with ratings as (
    select
        date_trunc('month', reviews.review_date)::date as review_month,
        products.brand_id,
        count(*)::ubigint as review_count,
        sum(reviews.overall_rating)::ubigint as rating_sum
    from dwh.mrt_fact_product_review as reviews
    inner join dwh.mrt_dim_product as products using (product_id)
    group by all
)

select
    ratings.review_month,
    monthname(ratings.review_month) as month_name,
    ratings.brand_id,
    brands.brand_name,
    ratings.review_count,
    ratings.rating_sum,
    ratings.rating_sum / ratings.review_count as avg_overall_rating
from ratings
left join dwh.mrt_dim_brand as brands using (brand_id);
