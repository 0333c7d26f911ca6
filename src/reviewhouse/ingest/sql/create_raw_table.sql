-- Bronze of one feed: every field as it came. One load's rows lie together, since a load is what is read or dropped.
-- Parts are merged by the fifty: a large file comes in large parts, which nothing is gained by writing again. Lengths of
-- texts stand among them: as streams of their own, which hold eight bytes a value, they cost a tenth of a load.
create table if not exists {{ database }}.{{ feed.raw_table | identifier }}{{ on_cluster }}
(
    _meta_run_id LowCardinality(String) comment 'The Dagster run that loaded the row' codec(ZSTD(1)),
    _meta_loaded_from LowCardinality(String) comment 's3 address of the file' codec(ZSTD(1)),
    _meta_loaded_at DateTime64(3, 'UTC') comment 'When the load began' codec(Delta, ZSTD(1)),
    _meta_load_id UUID comment 'The attempt; the row counts when file_load says that it is loaded' codec(ZSTD(1)),
    _meta_file_modified_at DateTime64(3, 'UTC') comment 'When the file version was put into the lake' codec(Delta, ZSTD(1)),
    _meta_etag LowCardinality(String) comment 'Content of the file version that was read' codec(ZSTD(1)),
    _meta_is_salvaged Bool comment 'A quote of a malformed record before it may reach into it' codec(ZSTD(1)),
    {% for column in feed.columns -%}
    {{ column | identifier }} String codec(ZSTD(1)),
    {% endfor -%}
    {% include "content_bytes.sql" %}
)
engine = {{ replicated }}MergeTree
order by _meta_load_id
settings fsync_after_insert = 1, fsync_part_directory = 1, min_parts_to_merge_at_once = 50,
    string_serialization_version = 'single_stream'
comment {{ ("Bronze: " ~ feed.name ~ " as it came") | literal }}
