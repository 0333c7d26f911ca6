-- Products accepted are the distinct asins among the readable records: none lost, none twice.
{{ config(meta={'dagster': {'ref': {'name': 'stg_amazon_metadata'}}}) }}

select
    (
        select uniqExact(product_asin)
        from {{ ref('stg_amazon_metadata_parsed') }}
        where empty(reject_reasons)
    ) as distinct_keys,
    (select count() from {{ ref('stg_amazon_metadata') }}) as accepted
where distinct_keys != accepted
