-- Ordered for finding the text of a review that the fact names; small granules keep what that reads small.
-- Large parts of a whole build stay as they are: to merge fewer than twenty would write all text once more.
{{ config(
    materialized='incremental',
    tags=['amazon_review'],
    order_by=['review_id'],
    settings={
        'default_compression_codec': 'ZSTD(1)',
        'index_granularity': 1024,
        'min_bytes_for_wide_part': var('bytes_of_a_wide_part'),
        'min_parts_to_merge_at_once': 20,
        'string_serialization_version': 'single_stream',
    },
    indexes=[var('index_by_build'), var('index_by_load')],
    pre_hook=[
        "{{ delete_gone_loads('amazon_review') }}",
        "{{ delete_superseded('amazon_review', 'review_id', ref('stg_amazon_review_change')) }}",
    ]
) }}

select
    *,
    {{ built_at() }} as _meta_built_at
from (
    {{
        silver_records(
            'review_id', ref('stg_amazon_review_accepted'), ref('stg_amazon_review_contested'), ref('stg_amazon_review_change')
        )
    }}
)
