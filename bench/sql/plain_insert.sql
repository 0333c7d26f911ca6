-- What one would type to bring files into bronze, with ClickHouse's default settings.
insert into {{ database }}.{{ feed.raw_table | identifier }}
(
    _meta_loaded_from, _meta_loaded_at, _meta_load_id, _meta_etag,
    {{ feed.columns | map("identifier") | join(", ") }}
)
select
    concat('s3://', _path),
    now64(3),
    {load_id:UUID},
    _etag,
    {{ feed.columns | map("identifier") | join(", ") }}
{% include 'from_lake.sql' %}
