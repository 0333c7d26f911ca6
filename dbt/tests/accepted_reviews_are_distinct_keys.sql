-- Reviews accepted are the distinct keys among the readable records: none lost, none twice.
{{ config(meta={'dagster': {'ref': {'name': 'stg_amazon_review'}}}) }}

select
    (
        select uniqExact(source_review_id, source_reviewer_id, product_asin)
        from {{ ref('stg_amazon_review_parsed') }}
        where empty(reject_reasons)
    ) as distinct_keys,
    (select count() from {{ ref('stg_amazon_review') }}) as accepted
where distinct_keys != accepted
