-- Read by file, to tell its sender what to mend.
{{ config(
    materialized='incremental',
    tags=['amazon_review'],
    order_by=['_meta_loaded_from', '_meta_load_id'],
    pre_hook="{{ delete_gone_loads('amazon_review') }}"
) }}

select
    reject_reasons,
    _meta_load_id,
    _meta_loaded_from,
    _meta_loaded_at,
    _meta_file_modified_at,
    reviewID,
    reviewerID,
    asin,
    reviewerName,
    helpful,
    reviewText,
    overall,
    summary,
    unixReviewTime,
    reviewTime
from {{ ref('stg_amazon_review_parsed') }}
where
    notEmpty(reject_reasons)
    and _meta_load_id in {{ new_loads('amazon_review') }}
