-- Products accepted are the distinct asins among the readable records: none lost, none twice. The asins are told apart
-- by a hash of another kind than product_id, so that two products that share an id would show.
{{ config(tags=['nightly'], meta={'dagster': {'ref': {'name': 'stg_amazon_metadata'}}}) }}

with distinct_keys as (
    select cityHash64(product_asin) as natural_key
    from {{ ref('stg_amazon_metadata_parsed') }}
    where empty(reject_reasons)
    group by natural_key
)

select
    (select count() from distinct_keys) as expected,
    (select count() from {{ ref('stg_amazon_metadata') }}) as accepted
where expected != accepted
