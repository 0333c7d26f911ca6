-- Every copy of every readable record: which one counts is settled by those that follow.
{{ config(materialized='view') }}

select
    product_id,
    brand_id,
    product_asin,
    source_metadata_id,
    product_title,
    product_description,
    image_url,
    product_price,
    is_price_unreadable,
    brand_name,
    category_paths,
    _meta_load_id,
    toLowCardinality(_meta_loaded_from) as _meta_loaded_from,
    _meta_loaded_at,
    _meta_file_modified_at
from {{ ref('stg_amazon_metadata_parsed') }}
where empty(reject_reasons)
