-- The ledger: one row per attempt on a file version, written at its end. A load counts from then on, and not before.
CREATE TABLE IF NOT EXISTS {{ database }}.file_load
(
    feed LowCardinality(String),
    bucket LowCardinality(String),
    key String,
    etag String COMMENT 'As S3 gives it, without quotes',
    size UInt64 COMMENT 'Bytes of the object',
    last_modified DateTime64(3, 'UTC') COMMENT 'When the file version was put into the lake',
    load_id UUID,
    status LowCardinality(String) COMMENT 'loaded or failed',
    records_read UInt64,
    rows_loaded UInt64,
    rows_quarantined UInt64,
    started_at DateTime64(6, 'UTC'),
    finished_at DateTime64(6, 'UTC'),
    run_id String COMMENT 'The Dagster run, empty for loads made without Dagster',
    error String COMMENT 'Why it failed, for a person',
    is_permanent Bool COMMENT 'A failure that no retry can mend: only other content can',
    CONSTRAINT known_status CHECK status IN ('loaded', 'failed')
)
ENGINE = MergeTree
ORDER BY (feed, bucket, key, finished_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Ledger of file loads'
