-- Ordered like the other tables of a product, which join on its key; small granules keep what a change reads small.
-- Large parts of a whole build stay as they are: to merge fewer than twenty would write all text once more. They are
-- twice as large as elsewhere, since each addition deletes from them, and a delete begins anew for each part.
{{ config(
    materialized='incremental',
    tags=['amazon_metadata'],
    order_by=['product_id'],
    settings={
        'default_compression_codec': 'ZSTD(1)',
        'index_granularity': 1024,
        'min_compress_block_size': 8192,
        'min_bytes_for_wide_part': var('bytes_of_a_wide_part'),
        'min_parts_to_merge_at_once': 20,
        'string_serialization_version': 'single_stream',
    },
    query_settings={'min_insert_block_size_bytes': 536870912},
    indexes=[var('index_by_build'), var('index_by_load')],
    pre_hook=[
        "{{ delete_gone_loads('amazon_metadata') }}",
        "{{ delete_superseded('amazon_metadata', 'product_id', ref('stg_amazon_metadata_change')) }}",
    ]
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
