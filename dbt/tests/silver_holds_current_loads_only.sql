-- No row of a load that does not count has come into silver.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'stg_amazon_review'}}}) }}

select
    'review' as record,
    _meta_load_id
from {{ ref('stg_amazon_review') }}
where
    _meta_load_id not in (
        select load_id from {{ ref('stg_current_load') }}
        where feed = 'amazon_review'
    )
union all
select
    'metadata' as record,
    _meta_load_id
from {{ ref('stg_amazon_metadata') }}
where _meta_load_id not in (
    select load_id from {{ ref('stg_current_load') }}
    where feed = 'amazon_metadata'
)
