-- Product ratings, computed again from the fact and the products alone, are the stored ones to 1e-9.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_analytics_product_ratings'}}}) }}

with ratings as (
    select
        toStartOfMonth(review_date) as review_month,
        product_id,
        count() as review_count,
        sum(overall_rating) / count() as rating
    from {{ ref('mrt_fact_product_review') }}
    group by review_month, product_id
    having review_count >= {{ var('fewest_reviews_of_a_rating') }}
),

expected as (
    select
        ratings.review_month as review_month,
        ratings.product_id as product_id,
        ratings.review_count as review_count,
        ratings.rating as rating,
        products.title as title,
        products.brand_id as brand_id
    from {{ ref('mrt_dim_product') }} as products
    inner join ratings on products.product_id = ratings.product_id
)

select
    expected.product_id as expected,
    stored.product_id as stored
from expected
full outer join {{ ref('mrt_analytics_product_ratings') }} as stored
    on expected.product_id = stored.product_id and expected.review_month = stored.review_month
where
    expected.review_count != stored.review_count
    or abs(expected.rating - stored.avg_overall_rating) > 1e-9
    or expected.brand_id != stored.brand_id
    or coalesce(expected.title, '') != coalesce(stored.title, '')
