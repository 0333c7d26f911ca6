-- What the ledger says of a load is what lies in the raw table.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'stg_current_load'}}}) }}

with raw_rows as (
    select
        _meta_load_id as load_id,
        count() as raw_count
    from {{ source('raw_thirdparty', 'amazon_review') }}
    group by load_id
    union all
    select
        _meta_load_id as load_id,
        count() as raw_count
    from {{ source('raw_thirdparty', 'amazon_metadata') }}
    group by load_id
)

select
    loads.feed,
    loads.key,
    loads.rows_loaded,
    raw_rows.raw_count
from {{ ref('stg_current_load') }} as loads
left join raw_rows on loads.load_id = raw_rows.load_id
where loads.rows_loaded != raw_rows.raw_count
