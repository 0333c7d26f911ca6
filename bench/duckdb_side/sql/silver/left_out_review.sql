-- The records that do not enter silver: unreadable ones, and of the readable ones of one key all but one, the same one on
-- each rebuild. Few keys have several records, so those keys are looked for first, by their hash alone.
create temp table left_out_review as
with trimmed_keys as (
    select
        rowid as row_number,
        trimmed("reviewID") as review,
        trimmed("reviewerID") as reviewer,
        trimmed(asin) as product
    from raw_thirdparty.amazon_review
),

keyed as (select row_number, hash(review, reviewer, product) as review_id from trimmed_keys),

repeated as (
    select row_number, review_id
    from keyed
    semi join (select review_id from keyed group by review_id having count(*) > 1) as several using (review_id)
    anti join unreadable_review using (row_number)
),

ranked as (
    select
        repeated.row_number,
        row_number() over (partition by repeated.review_id order by hash(raw) desc) as place
    from raw_thirdparty.amazon_review as raw
    inner join repeated on raw.rowid = repeated.row_number
)

select row_number from ranked where place > 1
union all
select row_number from unreadable_review;
