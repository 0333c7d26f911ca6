-- What one attempt left in bronze: its rows, and the versions of the object that they were read from.
select count() as rows_loaded, groupUniqArray(_meta_etag) as etags
from {{ database }}.{{ feed.raw_table | identifier }}
where _meta_load_id = {load_id:UUID}
