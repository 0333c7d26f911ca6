-- The newest committed load of each file: the rows of these loads, and no others, are in the warehouse.
create or replace view {{ database }}.current_load{{ on_cluster }} as
select
    feed,
    bucket,
    key,
    tupleElement(newest, 'load_id') as load_id,
    tupleElement(newest, 'etag') as etag,
    tupleElement(newest, 'size') as size,
    tupleElement(newest, 'last_modified') as last_modified,
    tupleElement(newest, 'rows_loaded') as rows_loaded,
    tupleElement(newest, 'rows_quarantined') as rows_quarantined,
    tupleElement(newest, 'finished_at') as loaded_at
from
(
    select
        feed,
        bucket,
        key,
        argMax(
            tuple(load_id, etag, size, last_modified, rows_loaded, rows_quarantined, finished_at)::Tuple(
                load_id UUID, etag String, size UInt64, last_modified DateTime64(3, 'UTC'),
                rows_loaded UInt64, rows_quarantined UInt64, finished_at DateTime64(6, 'UTC')
            ),
            (finished_at, load_id)
        ) as newest
    from {{ database }}.file_load
    where status = 'loaded'
    group by feed, bucket, key
)
