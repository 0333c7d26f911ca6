-- Every readable record in bronze whose key another one shares is among the contested, and nothing else is.
{{ config(tags=['nightly'], meta={'dagster': {'ref': {'name': 'stg_amazon_review'}}}) }}

with shared as (
    select
        review_id,
        count() as records
    from {{ ref('stg_amazon_review_parsed') }}
    where empty(reject_reasons)
    group by review_id
    having records > 1
),

kept as (
    select
        review_id,
        count() as records
    from {{ ref('stg_amazon_review_contested') }}
    group by review_id
)

select
    shared.review_id as in_bronze,
    kept.review_id as in_silver
from shared
full outer join kept on shared.review_id = kept.review_id
where shared.records != kept.records
