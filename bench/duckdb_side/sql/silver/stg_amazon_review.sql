create table dwh.stg_amazon_review (
    review_id ubigint,
    reviewer_id ubigint,
    product_id ubigint,
    source_review_id varchar,
    source_reviewer_id varchar,
    product_asin varchar,
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
with parsed as (
    select
        trimmed("reviewID") as source_review_id,
        trimmed("reviewerID") as source_reviewer_id,
        trimmed(asin) as product_asin,
        with_frequent_entities(without_tags(without_blocks("reviewerName"))) as name,
        with_frequent_entities(without_tags(without_blocks(summary))) as title,
        without_breaks("reviewText") as text,
        rating(overall) as overall_rating,
        regexp_extract(
            trimmed(helpful), '^\[\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\]$', ['helpful', 'total']
        ) as votes,
        coalesce(moment_of_unix_time("unixReviewTime"), moment_of_review_time("reviewTime")) as reviewed_at
    from raw_thirdparty.amazon_review as raw
    anti join losing_review on raw.rowid = losing_review.row_number
),

-- One step of cleaning per query: see macros.sql.
without_block_tags as (select * replace (without_blocks(text) as text) from parsed),

untagged as (select * replace (without_tags(text) as text) from without_block_tags),

half_decoded as (select * replace (with_frequent_entities(text) as text) from untagged),

decoded as (
    select * replace (with_entities(name) as name, with_entities(title) as title, with_entities(text) as text)
    from half_decoded
),

cleaned as (
    select * replace (trimmed(name) as name, trimmed(title) as title, trimmed(text) as text)
    from decoded
)

select
    hash(source_review_id, source_reviewer_id, product_asin),
    hash(source_reviewer_id),
    hash(product_asin),
    source_review_id,
    source_reviewer_id,
    product_asin,
    nullif(one_spaced(name), ''),
    nullif(title, ''),
    nullif(text, ''),
    overall_rating,
    try_cast(votes.helpful as uinteger),
    try_cast(votes.total as uinteger),
    reviewed_at::date,
    reviewed_at
from cleaned
where
    source_review_id != ''
    and source_reviewer_id != ''
    and product_asin != ''
    and overall_rating is not null
    and reviewed_at is not null;
