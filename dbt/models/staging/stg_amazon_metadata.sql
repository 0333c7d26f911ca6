-- Ordered like the other tables of a product, which join on its key; small granules keep what a change reads small.
-- Large parts of a whole build stay as they are: to merge fewer than twenty would write all text once more.
{{ config(
    materialized='incremental',
    tags=['amazon_metadata'],
    order_by=['product_id'],
    settings={
        'default_compression_codec': 'ZSTD(1)',
        'index_granularity': 1024,
        'min_compress_block_size': 8192,
        'min_bytes_for_wide_part': 1048576,
        'min_parts_to_merge_at_once': 20,
        'string_serialization_version': 'single_stream',
    },
    indexes=[var('index_by_build'), var('index_by_load')],
    pre_hook="{{ delete_keys('product_id', ref('stg_amazon_metadata_change'), 'sign = -1') }}"
) }}

select
    *,
    {{ built_at() }} as _meta_built_at
from (
    {{
        silver_records(
            'product_id', ref('stg_amazon_metadata_accepted'), ref('stg_amazon_metadata_contested'), ref('stg_amazon_metadata_change')
        )
    }}
)
