-- Ordered for finding the text of a review that the fact names; small granules keep what that reads small.
{{ config(
    order_by=['review_id'],
    settings={'default_compression_codec': 'ZSTD(3)', 'index_granularity': 1024}
) }}

with newest as (
    {{ newest_records(ref('stg_amazon_review_parsed'), 'review_id') }}
)

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
    toLowCardinality(_meta_loaded_from) as _meta_loaded_from,
    _meta_loaded_at,
    _meta_file_modified_at
from newest
