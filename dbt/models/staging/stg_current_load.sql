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
    toUInt32(row_number() over (
        partition by feed
        order by last_modified, bucket, key
    )) as load_order
from {{ source('raw_thirdparty', 'current_load') }}
