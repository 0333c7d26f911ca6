-- Ordered by the key that the fact joins on; small granules, and titles in LZ4, keep what a few titles cost small.
{{ config(
    materialized='incremental',
    order_by=['product_id'],
    settings={'index_granularity': 1024, 'string_serialization_version': 'single_stream'},
    indexes=[var('index_by_build')],
    pre_hook="{{ delete_products(ref('stg_amazon_metadata_change'), ref('stg_amazon_review_change')) }}"
) }}

{%- set metadata, reviews = ref('stg_amazon_metadata'), ref('stg_amazon_review') %}
{%- set changes, review_changes = ref('stg_amazon_metadata_change'), ref('stg_amazon_review_change') %}

with described as (
    select
        product_id,
        product_asin as asin,
        product_title as title,
        product_price as price,
        brand_id,
        category_ids,
        image_url,
        toUInt8(0) as is_inferred
    from {{ changes if is_incremental() else metadata }}
    {% if is_incremental() %}where sign = 1{% endif %}
),

named as (
    {% if is_incremental() %}
        select
            product_id,
            product_asin
        from {{ review_changes }}
        where sign = 1
        union all
        -- a product that has lost its description, or a review, and is still reviewed
        select
            product_id,
            product_asin
        from {{ reviews }}
        where
            (select count() > 0 from {{ leaving_products(changes, review_changes, this) }})
            and product_id in (select product_id from {{ leaving_products(changes, review_changes, this) }})
    {% else %}
        select
            product_id,
            product_asin
        from {{ reviews }}
    {% endif %}
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
    from named
    where
        product_id not in (select described.product_id from described)
        {% if is_incremental() %}
            and product_id not in (
                select known.product_id
                from {{ this }} as known
                where known.product_id in {{ touched_products() }}
            )
        {% endif %}
    group by product_id
)

select
    *,
    {{ built_at() }} as _meta_built_at
from (
    select * from described
    union all
    select * from inferred
)
