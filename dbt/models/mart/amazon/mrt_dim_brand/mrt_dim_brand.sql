-- Ordered by the key that products join on.
{{ config(
    materialized='incremental',
    tags=['amazon_metadata'],
    order_by=['brand_id'],
    settings={'string_serialization_version': 'single_stream'},
    pre_hook="{{ delete_keys('brand_id', changes_in(ref('stg_amazon_metadata_change'), ['brand_id', 'brand_name'])) }}"
) }}

{%- set changes = changes_in(ref('stg_amazon_metadata_change'), ['brand_id', 'brand_name']) %}

with spellings as (
    select
        brand_id,
        assumeNotNull(brand_name) as spelling,
        count() as products
    from {{ ref('stg_amazon_metadata') }}
    where
        brand_id != 0
        {% if is_incremental() %}
            and (select count() > 0 from {{ changes }})
            and brand_id in (select brand_id from {{ changes }})
        {% endif %}
    group by brand_id, spelling
)

select
    toUInt64(0) as brand_id,
    'Unknown' as brand_name,
    {{ built_at() }} as _meta_built_at
{% if is_incremental() %}where 0 in (select brand_id from {{ changes }}){% endif %}
union all
select
    brand_id,
    argMin(spelling, (-toInt64(products), spelling)) as brand_name,
    {{ built_at() }} as _meta_built_at
from spellings
group by brand_id
