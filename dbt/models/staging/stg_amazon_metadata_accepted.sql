-- Every copy of every readable record: which one counts is settled by those that follow.
{{ config(materialized='view') }}

select
    parsed.product_id as product_id,
    parsed.brand_id as brand_id,
    parsed.product_asin as product_asin,
    parsed.source_metadata_id as source_metadata_id,
    parsed.product_title as product_title,
    parsed.product_description as product_description,
    parsed.image_url as image_url,
    parsed.product_price as product_price,
    parsed.is_price_unreadable as is_price_unreadable,
    parsed.brand_name as brand_name,
    lists.category_paths as category_paths,
    lists.category_ids as category_ids,
    parsed._meta_load_id as _meta_load_id,
    parsed._meta_loaded_from as _meta_loaded_from,
    parsed._meta_loaded_at as _meta_loaded_at,
    parsed._meta_file_modified_at as _meta_file_modified_at
from {{ ref('stg_amazon_metadata_parsed') }} as parsed
left any join {{ ref('int_category_list') }} as lists on parsed.categories = lists.categories
where empty(parsed.reject_reasons)
