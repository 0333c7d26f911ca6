-- For tables of versions before 0.2, which had no such column.
alter table {{ database }}.{{ feed.raw_table | identifier }}{{ on_cluster }}
    add column if not exists _meta_is_salvaged Bool comment 'A quote of a malformed record before it may reach into it'
    codec(ZSTD(1)) after _meta_etag
