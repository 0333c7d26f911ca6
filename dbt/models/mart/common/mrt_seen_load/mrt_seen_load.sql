-- The last model: dbt builds it when everything before it is built and no check of that has failed.
-- Ordered by its key.
{{ config(order_by=['load_id']) }}

select
    load_id,
    feed,
    key,
    now64(3, 'UTC') as built_at,
    {{ built_at() }} as _meta_built_at
from {{ ref('mrt_load_audit') }}
