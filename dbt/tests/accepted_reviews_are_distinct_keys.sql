-- Reviews accepted are the distinct keys among the readable records: none lost, none twice. The keys are told apart by
-- a hash of another kind than review_id, so that two reviews that share an id would show.
{{ config(tags=['nightly'], meta={'dagster': {'ref': {'name': 'stg_amazon_review'}}}) }}

with distinct_keys as (
    select cityHash64(source_review_id, source_reviewer_id, product_asin) as natural_key
    from {{ ref('stg_amazon_review_parsed') }}
    where empty(reject_reasons)
    group by natural_key
)

select
    (select count() from distinct_keys) as expected,
    (select count() from {{ ref('stg_amazon_review') }}) as accepted
where expected != accepted
