-- In each month the brands' reviews add up to the reviews of that month.
{{ config(meta={'dagster': {'ref': {'name': 'mrt_analytics_brand_ratings'}}}) }}

with both as (
    select
        toStartOfMonth(review_date) as review_month,
        toInt64(count()) as reviews
    from {{ ref('mrt_fact_product_review') }}
    group by review_month
    union all
    select
        review_month,
        -toInt64(sum(review_count)) as reviews
    from {{ ref('mrt_analytics_brand_ratings') }}
    group by review_month
)

select review_month
from both
group by review_month
having sum(reviews) != 0
