-- Of the records of one key, those that are not taken: one is, the same one on each rebuild. Few keys have several
-- records, so those keys are looked for first, by their hash alone.
create temp table losing_review as
with keyed as (
    select rowid as row_number, review_key("reviewID", "reviewerID", asin) as review_id
    from raw_thirdparty.amazon_review
),

repeated as (
    select keyed.row_number, keyed.review_id
    from keyed
    semi join (select review_id from keyed group by review_id having count(*) > 1) as twice using (review_id)
)

select row_number
from (
    select
        repeated.row_number,
        row_number() over (partition by repeated.review_id order by hash(raw) desc) as place
    from raw_thirdparty.amazon_review as raw
    inner join repeated on raw.rowid = repeated.row_number
    where
        rating(raw.overall) is not null
        and coalesce(moment_of_unix_time(raw."unixReviewTime"), moment_of_review_time(raw."reviewTime")) is not null
)
where place > 1;
