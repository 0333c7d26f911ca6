-- File versions of one kind into bronze. Their columns are told to ClickHouse in the order in which we read them in the header,
-- so nothing is guessed; each field is kept as it came; any record that is not well formed fails the statement. Parts of
-- 128 MiB: those of 32 cost a quarter of the rate in merges. Chunks of 1 MiB are parsed while they are in the cache.
insert into {{ database }}.{{ feed.raw_table | identifier }}
(
    _meta_run_id, _meta_loaded_from, _meta_loaded_at, _meta_load_id, _meta_file_modified_at, _meta_etag,
    {{ feed.columns | map("identifier") | join(", ") }}
)
select
    {run_id:String},
    concat('s3://', _path),
    fromUnixTimestamp64Milli({loaded_at:Int64}, 'UTC'),
    -- of a name that stands once for all rows, as this one does, such functions are computed once
    toUUID(transform(_path, {paths:Array(String)}, {load_ids:Array(String)}, '')),
    fromUnixTimestamp64Milli(transform(_path, {paths:Array(String)}, {modified_at:Array(Int64)}, 0), 'UTC'),
    trim(both '"' from _etag),
    {{ feed.columns | map("identifier") | join(", ") }}
from s3(
    lake,
    filename = {filename:String},
    format = 'CSVWithNames',
    structure = {structure:String},
    compression_method = {compression:String}
)
where transform(_path, {paths:Array(String)}, {load_ids:Array(String)}, '') != ''
settings
    {% for name, value in csv_settings.items() -%}
    {{ name }} = {{ value | string | literal }},
    {% endfor -%}
    max_download_threads = {{ connections }},
    min_insert_block_size_bytes = 134217728,
    min_chunk_bytes_for_parallel_parsing = 1048576,
    input_format_with_names_use_header = 0,
    s3_skip_empty_files = 0,
    s3_throw_on_zero_files_match = 1
