-- The ledger: one row per attempt on a file version, written at its end. A load counts from then on, and not before.
create table if not exists {{ database }}.file_load{{ on_cluster }}
(
    feed LowCardinality(String),
    bucket LowCardinality(String),
    key String,
    etag String comment 'As S3 gives it, without quotes',
    size UInt64 comment 'Bytes of the object',
    last_modified DateTime64(3, 'UTC') comment 'When the file version was put into the lake',
    load_id UUID,
    status LowCardinality(String) comment 'loaded or failed',
    records_read UInt64,
    rows_loaded UInt64,
    rows_quarantined UInt64,
    started_at DateTime64(6, 'UTC'),
    finished_at DateTime64(6, 'UTC'),
    run_id String comment 'The Dagster run, empty for loads made without Dagster',
    error String comment 'Why it failed, for a person',
    is_permanent Bool comment 'A failure that no retry can mend: only other content can',
    note String comment 'What was unusual about a file that is loaded, for a person',
    constraint known_status check status in ('loaded', 'failed')
)
engine = {{ replicated }}MergeTree
order by (feed, bucket, key, finished_at)
settings fsync_after_insert = 1, fsync_part_directory = 1
comment 'Ledger of file loads'
