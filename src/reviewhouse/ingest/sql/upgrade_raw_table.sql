-- For tables of versions before 0.2, which lacked columns and wrote the same long texts with each row.
alter table {{ database }}.{{ feed.raw_table | identifier }}{{ on_cluster }}
    add column if not exists _meta_is_salvaged Bool comment 'A quote of a malformed record before it may reach into it'
    codec(ZSTD(1)) after _meta_etag,
    add column if not exists {% include "content_bytes.sql" %},
    {% for column in ("_meta_run_id", "_meta_loaded_from", "_meta_etag") -%}
    modify column {{ column }} LowCardinality(String),
    {% endfor -%}
    modify setting min_parts_to_merge_at_once = 50, string_serialization_version = 'single_stream'
