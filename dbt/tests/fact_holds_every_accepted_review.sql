-- Fact and silver hold the same reviews with the same stars and days.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_fact_product_review'}}}) }}

with both as (
    select
        review_id,
        product_id,
        reviewer_id,
        review_date,
        overall_rating,
        1 as side
    from {{ ref('mrt_fact_product_review') }}
    union all
    select
        review_id,
        product_id,
        reviewer_id,
        review_date,
        overall_rating,
        2 as side
    from {{ ref('stg_amazon_review') }}
)

select review_id
from both
group by review_id, product_id, reviewer_id, review_date, overall_rating
having sum(side) != 3
