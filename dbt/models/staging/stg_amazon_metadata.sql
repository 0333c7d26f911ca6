-- Ordered like the other tables of a product, which join on its key.
{{ config(order_by=['product_id'], settings={'default_compression_codec': 'ZSTD(3)'}) }}

with newest as (
    {{ newest_records(ref('stg_amazon_metadata_parsed'), 'product_id') }}
)

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
from newest
