-- Category ratings, computed again review by review, each once per node, are the stored ones to 1e-9.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_analytics_category_ratings'}}}) }}

with review_nodes as (
    select
        toStartOfMonth(reviews.review_date) as review_month,
        arrayJoin(arrayDistinct(products.category_ids)) as category_id,
        reviews.overall_rating as overall_rating
    from {{ ref('mrt_fact_product_review') }} as reviews
    inner join {{ ref('mrt_dim_product') }} as products on reviews.product_id = products.product_id
),

both as (
    select
        review_month,
        category_id,
        toInt64(count()) as review_count,
        avg(overall_rating) as rating
    from review_nodes
    group by review_month, category_id
    union all
    select
        review_month,
        category_id,
        -toInt64(review_count) as review_count,
        -avg_overall_rating as rating
    from {{ ref('mrt_analytics_category_ratings') }}
)

select
    review_month,
    category_id
from both
group by review_month, category_id
having count() != 2 or sum(review_count) != 0 or abs(sum(rating)) > 1e-9
