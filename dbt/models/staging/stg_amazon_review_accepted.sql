-- Every copy of every readable record: which one counts is settled by those that follow.
{{ config(materialized='view') }}

select
    review_id,
    reviewer_id,
    product_id,
    source_review_id,
    source_reviewer_id,
    product_asin,
    reviewer_name,
    review_title,
    review_text,
    assumeNotNull(overall_rating) as overall_rating,
    helpful_votes,
    total_votes,
    assumeNotNull(review_date) as review_date,
    assumeNotNull(reviewed_at) as reviewed_at,
    _meta_load_id,
    _meta_loaded_from,
    _meta_loaded_at,
    _meta_file_modified_at
from {{ ref('stg_amazon_review_parsed') }}
where empty(reject_reasons)
