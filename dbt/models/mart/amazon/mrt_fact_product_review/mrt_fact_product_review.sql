-- Ordered by day, since most questions name a span of time, then by product, so that its reviews of a day lie together.
-- The page of one product has an index, which spares it most of the days.
{{ config(
    materialized='incremental',
    tags=['amazon_review'],
    order_by=['review_date', 'product_id', 'review_id'],
    settings={
        'default_compression_codec': 'ZSTD(1)',
        'min_parts_to_merge_at_once': 20,
        'string_serialization_version': 'single_stream',
    },
    indexes=[
        var('index_by_build'),
        {'name': 'by_product', 'definition': 'product_id type bloom_filter(0.01) granularity 1'},
    ],
    pre_hook="{{ delete_keys('review_id', ref('stg_amazon_review_change'), 'sign = -1') }}"
) }}

{%- set silver, changes = ref('stg_amazon_review'), ref('stg_amazon_review_change') %}

select
    review_id,
    source_review_id,
    product_id,
    reviewer_id,
    review_date,
    overall_rating,
    helpful_votes,
    total_votes,
    {{ built_at() }} as _meta_built_at
from {{ changes if is_incremental() else silver }}
{% if is_incremental() %}where sign = 1{% endif %}
