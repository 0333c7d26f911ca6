-- One row per record that could not be read as a record of its feed; it counts when its load does.
CREATE TABLE IF NOT EXISTS {{ database }}.quarantine
(
    feed LowCardinality(String),
    key String,
    etag String,
    load_id UUID,
    record_number UInt64 COMMENT 'Position in the file, the first record after the header is 1',
    raw_text String COMMENT 'The bytes of the record as they lie in the file',
    reason String
)
ENGINE = MergeTree
ORDER BY (load_id, record_number)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Records that could not be read'
