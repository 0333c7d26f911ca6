-- The malformed records of one file as they lie in it, for a person to mend.
select etag, hex(raw_text) as raw_hex
from {{ database }}.quarantine
where load_id in
(
    select load_id from {{ database }}.current_load where bucket = {bucket:String} and key = {key:String}
)
order by record_number
