-- The ledger may move while a build runs: whatever is downstream reads the loads of this one snapshot.
{{ config(order_by=['load_id']) }}

select
    feed,
    bucket,
    key,
    load_id,
    etag,
    size,
    last_modified,
    rows_loaded,
    rows_quarantined,
    loaded_at,
    '{{ env_var('REVIEWHOUSE_MODELS', '') }}' as models_version,
    {{ built_at() }} as _meta_built_at
from {{ source('raw_thirdparty', 'current_load') }}
