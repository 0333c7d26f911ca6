{{ config(materialized='view') }}

select
    raw._meta_load_id as _meta_load_id,
    raw._meta_loaded_from as _meta_loaded_from,
    raw._meta_loaded_at as _meta_loaded_at,
    raw._meta_file_modified_at as _meta_file_modified_at,
    raw.metadataid as metadataid,
    raw.asin as asin,
    raw.salesrank as salesrank,
    raw.imurl as imurl,
    raw.categories as categories,
    raw.title as title,
    raw.description as description,
    raw.price as price,
    raw.related as related,
    raw.brand as brand,
    nullIf({{ trimmed('metadataid') }}, '') as source_metadata_id,
    {{ trimmed('asin') }} as product_asin,
    {{ product_key('product_asin') }} as product_id,
    {{ cleaned_or_null('title') }} as product_title,
    {{ cleaned_or_null('description') }} as product_description,
    nullIf({{ trimmed('imurl') }}, '') as image_url,
    {{ price('price') }} as product_price,
    {{ trimmed('price') }} != '' and isNull(product_price) as is_price_unreadable,
    {{ cleaned_name('brand') }} as brand_name,
    {{ brand_key('brand_name') }} as brand_id,
    if(product_asin = '', ['missing_asin'], []) as reject_reasons
from {{ source('raw_thirdparty', 'amazon_metadata') }} as raw
where raw._meta_load_id in (
    select load_id from {{ ref('stg_current_load') }}
    where feed = 'amazon_metadata'
)
