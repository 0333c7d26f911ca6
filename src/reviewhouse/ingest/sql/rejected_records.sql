-- The records that staging rejects, by file and reason. One with two reasons is counted for both.
select
    {{ feed.name | literal }} as feed,
    substring(_meta_loaded_from, length({address:String}) + 1) as key,
    'staging' as step,
    arrayJoin(reject_reasons) as reason,
    count() as records,
    substringUTF8(toValidUTF8(any(concatWithSeparator(', ', {{ feed.key | map("identifier") | join(", ") }}))), 1, 200)
        as example
from {{ database }}.{{ ("stg_" ~ feed.name ~ "_rejected") | identifier }}
where startsWith(_meta_loaded_from, {address:String})
group by key, reason
