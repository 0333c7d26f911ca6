-- One row per record that could not be read as a record of its feed; it counts when its load does.
create table if not exists {{ database }}.quarantine{{ on_cluster }}
(
    feed LowCardinality(String),
    key String,
    etag String,
    load_id UUID,
    record_number UInt64 comment 'Position in the file, the first record after the header is 1',
    raw_text String comment 'The bytes of the record as they lie in the file',
    reason String,
    quarantined_at DateTime64(3, 'UTC') default now64(3, 'UTC') comment 'When the record was put here'
)
engine = {{ replicated }}MergeTree
order by (load_id, record_number)
settings fsync_after_insert = 1, fsync_part_directory = 1
comment 'Records that could not be read'
