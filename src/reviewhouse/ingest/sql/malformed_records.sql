-- The malformed records of current loads, by file and reason.
select
    feed,
    key,
    'load' as step,
    reason,
    count() as records,
    substringUTF8(toValidUTF8(argMin(raw_text, record_number)), 1, 200) as example
from {{ database }}.quarantine
where load_id in (select load_id from {{ database }}.current_load where bucket = {bucket:String})
group by feed, key, reason
