-- Every readable record in bronze whose key another one shares is among the contested, and nothing else is.
{{ config(tags=['nightly'], meta={'dagster': {'ref': {'name': 'stg_amazon_metadata'}}}) }}

with shared as (
    select
        product_id,
        count() as records
    from {{ ref('stg_amazon_metadata_parsed') }}
    where empty(reject_reasons)
    group by product_id
    having records > 1
),

kept as (
    select
        product_id,
        count() as records
    from {{ ref('stg_amazon_metadata_contested') }}
    group by product_id
)

select
    shared.product_id as in_bronze,
    kept.product_id as in_silver
from shared
full outer join kept on shared.product_id = kept.product_id
where shared.records != kept.records
