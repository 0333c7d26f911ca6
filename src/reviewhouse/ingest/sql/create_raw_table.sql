-- Bronze of one feed: every field as it came. One load's rows lie together, since a load is what is read or dropped.
CREATE TABLE IF NOT EXISTS {{ database }}.{{ feed.raw_table | identifier }}
(
    _meta_run_id String COMMENT 'The Dagster run that loaded the row' CODEC(ZSTD(1)),
    _meta_loaded_from String COMMENT 's3 address of the file' CODEC(ZSTD(1)),
    _meta_loaded_at DateTime64(3, 'UTC') COMMENT 'When the load began' CODEC(Delta, ZSTD(1)),
    _meta_load_id UUID COMMENT 'The attempt; the row counts when file_load says that it is loaded' CODEC(ZSTD(1)),
    _meta_file_modified_at DateTime64(3, 'UTC') COMMENT 'When the file version was put into the lake' CODEC(Delta, ZSTD(1)),
    _meta_etag String COMMENT 'Content of the file version that was read' CODEC(ZSTD(1)),
    {% for column in feed.columns -%}
    {{ column | identifier }} String CODEC(ZSTD(1)){{ "," if not loop.last }}
    {% endfor -%}
)
ENGINE = MergeTree
ORDER BY _meta_load_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT {{ ("Bronze: " ~ feed.name ~ " as it came") | literal }}
