{{ config(materialized='view') }}

{%- set unix_moment = moment_of_unix_time('unixReviewTime') %}

select
    raw._meta_load_id as _meta_load_id,
    raw._meta_loaded_from as _meta_loaded_from,
    raw._meta_loaded_at as _meta_loaded_at,
    raw._meta_file_modified_at as _meta_file_modified_at,
    raw.reviewID as reviewID,
    raw.reviewerID as reviewerID,
    raw.asin as asin,
    raw.reviewerName as reviewerName,
    raw.helpful as helpful,
    raw.reviewText as reviewText,
    raw.overall as overall,
    raw.summary as summary,
    raw.unixReviewTime as unixReviewTime,
    raw.reviewTime as reviewTime,
    {{ trimmed('reviewID') }} as source_review_id,
    {{ trimmed('reviewerID') }} as source_reviewer_id,
    {{ trimmed('asin') }} as product_asin,
    {{ review_key('source_review_id', 'source_reviewer_id', 'product_asin') }} as review_id,
    {{ reviewer_key('source_reviewer_id') }} as reviewer_id,
    {{ product_key('product_asin') }} as product_id,
    {{ cleaned_name('reviewerName') }} as reviewer_name,
    {{ cleaned_or_null('summary') }} as review_title,
    {{ cleaned_or_null('reviewText') }} as review_text,
    {{ rating('overall') }} as overall_rating,
    {{ votes('helpful', 1) }} as helpful_votes,
    {{ votes('helpful', 2) }} as total_votes,
    if(isNull({{ unix_moment }}), {{ moment_of_review_time('reviewTime') }}, {{ unix_moment }}) as reviewed_at,
    toDate(reviewed_at) as review_date,
    arrayFilter(
        reason -> reason != '',
        [
            if(source_review_id = '', 'missing_review_id', ''),
            if(source_reviewer_id = '', 'missing_reviewer_id', ''),
            if(product_asin = '', 'missing_asin', ''),
            if(isNull(overall_rating), 'rating_not_1_to_5', ''),
            if(isNull(reviewed_at), 'unreadable_date', '')
        ]
    ) as reject_reasons
from {{ source('raw_thirdparty', 'amazon_review') }} as raw
where raw._meta_load_id in (
    select load_id from {{ ref('stg_current_load') }}
    where feed = 'amazon_review'
)
