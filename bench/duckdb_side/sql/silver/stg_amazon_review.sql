create table dwh.stg_amazon_review (
    review_id ubigint,
    reviewer_id ubigint,
    product_id ubigint,
    source_review_id varchar using compression zstd,
    source_reviewer_id varchar using compression zstd,
    product_asin varchar using compression zstd,
    reviewer_name varchar,
    review_title varchar,
    review_text varchar using compression zstd,
    overall_rating utinyint,
    helpful_votes uinteger,
    total_votes uinteger,
    review_date date,
    reviewed_at timestamp
);

insert into dwh.stg_amazon_review
with trimmed_fields as (
    select
        trimmed("reviewID") as review,
        trimmed("reviewerID") as reviewer,
        trimmed(asin) as product,
        trimmed(overall) as overall,
        trimmed(helpful) as helpful,
        trimmed("unixReviewTime") as unix_time,
        trimmed("reviewTime") as review_time,
        without_blocks("reviewerName") as name,
        without_blocks(summary) as title,
        without_blocks("reviewText") as text
    from raw_thirdparty.amazon_review as raw
    anti join left_out_review on raw.rowid = left_out_review.row_number
),

-- One step of cleaning per query: see macros.sql.
untagged as (
    select
        * replace (without_tags(name) as name, without_tags(title) as title, without_tags(text) as text),
        seconds_of_unix_time(unix_time) as unix_seconds,
        regexp_extract(helpful, '^\[\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\]$', ['helpful', 'total']) as votes
    from trimmed_fields
),

quoted as (
    select * replace (with_quotes(name) as name, with_quotes(title) as title, with_quotes(text) as text)
    from untagged
),

half_decoded as (
    select
        * replace (
            with_frequent_entities(name) as name,
            with_frequent_entities(title) as title,
            with_frequent_entities(text) as text
        )
    from quoted
),

decoded as (
    select * replace (with_entities(name) as name, with_entities(title) as title, with_entities(text) as text)
    from half_decoded
),

cleaned as (
    select
        * replace (trimmed(name) as name, trimmed(title) as title, trimmed(text) as text),
        moment(unix_seconds, review_time) as reviewed_at
    from decoded
)

select
    hash(review, reviewer, product),
    hash(reviewer),
    hash(product),
    review,
    reviewer,
    product,
    nullif(one_spaced(name), ''),
    nullif(title, ''),
    nullif(text, ''),
    rating(overall),
    try_cast(votes.helpful as uinteger),
    try_cast(votes.total as uinteger),
    reviewed_at::date,
    reviewed_at
from cleaned;
