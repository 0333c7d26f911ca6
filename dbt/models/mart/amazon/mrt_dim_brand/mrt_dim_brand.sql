-- Ordered by the key that products join on.
{{ config(order_by=['brand_id']) }}

with spellings as (
    select
        brand_id,
        assumeNotNull(brand_name) as spelling,
        count() as products
    from {{ ref('stg_amazon_metadata') }}
    where brand_id != 0
    group by brand_id, spelling
)

select
    toUInt64(0) as brand_id,
    'Unknown' as brand_name
union all
select
    brand_id,
    argMin(spelling, (-toInt64(products), spelling)) as brand_name
from spellings
group by brand_id
