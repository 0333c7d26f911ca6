create temp table unreadable_review as
with trimmed_fields as (
    select
        rowid as row_number,
        trimmed("reviewID") as review,
        trimmed("reviewerID") as reviewer,
        trimmed(asin) as product,
        trimmed(overall) as overall,
        trimmed("unixReviewTime") as unix_time,
        trimmed("reviewTime") as review_time
    from raw_thirdparty.amazon_review
),

numbers as (select *, seconds_of_unix_time(unix_time) as unix_seconds from trimmed_fields),

reasons as (
    select
        row_number,
        case when review = '' then 'missing_review_id' end as no_review,
        case when reviewer = '' then 'missing_reviewer_id' end as no_reviewer,
        case when product = '' then 'missing_asin' end as no_product,
        case when rating(overall) is null then 'rating_not_1_to_5' end as no_rating,
        case when moment(unix_seconds, review_time) is null then 'unreadable_date' end as no_date
    from numbers
)

select
    row_number,
    list_filter(
        [no_review, no_reviewer, no_product, no_rating, no_date], lambda reason: reason is not null
    ) as reject_reasons
from reasons
where coalesce(no_review, no_reviewer, no_product, no_rating, no_date) is not null;
