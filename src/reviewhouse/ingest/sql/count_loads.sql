-- What tries left in bronze: rows, the bytes of their fields, and the versions of the object that they are from.
select
    _meta_load_id as load_id,
    count() as rows_loaded,
    sum(_meta_content_bytes) as content_bytes,
    groupUniqArray(_meta_etag) as etags
from {{ database }}.{{ feed.raw_table | identifier }}
where _meta_load_id in {load_ids:Array(UUID)}
group by load_id
