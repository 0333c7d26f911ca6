-- Brand ratings, computed again month by month from the fact and the products alone, are the stored ones to 1e-9.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_analytics_brand_ratings'}}}) }}

with expected as (
    select
        toStartOfMonth(reviews.review_date) as review_month,
        products.brand_id as brand_id,
        toInt64(count()) as review_count,
        sum(reviews.overall_rating) / count() as rating
    from {{ ref('mrt_fact_product_review') }} as reviews
    inner join {{ ref('mrt_dim_product') }} as products on reviews.product_id = products.product_id
    group by review_month, brand_id
),

both as (
    select
        review_month,
        brand_id,
        review_count,
        rating
    from expected
    union all
    select
        review_month,
        brand_id,
        -toInt64(review_count) as review_count,
        -avg_overall_rating as rating
    from {{ ref('mrt_analytics_brand_ratings') }}
)

select
    review_month,
    brand_id
from both
group by review_month, brand_id
having count() != 2 or sum(review_count) != 0 or abs(sum(rating)) > 1e-9
