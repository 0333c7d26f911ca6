-- Ordered by the key that the fact joins on.
{{ config(order_by=['product_id']) }}

with described as (
    select
        product_id,
        product_asin as asin,
        product_title as title,
        product_price as price,
        brand_id,
        arraySort(arrayDistinct(arrayFlatten(arrayMap(
            path -> arrayMap(node -> {{ category_key('node') }}, {{ nodes_of_path('path') }}),
            category_paths
        )))) as category_ids,
        image_url,
        toUInt8(0) as is_inferred
    from {{ ref('stg_amazon_metadata') }}
),

inferred as (
    select
        product_id,
        any(product_asin) as asin,
        cast(null, 'Nullable(String)') as title,
        cast(null, 'Nullable(Decimal(12, 2))') as price,
        toUInt64(0) as brand_id,
        cast([], 'Array(UInt64)') as category_ids,
        cast(null, 'Nullable(String)') as image_url,
        toUInt8(1) as is_inferred
    from {{ ref('stg_amazon_review') }}
    where product_id not in (select described.product_id from described)
    group by product_id
)

select * from described
union all
select * from inferred
