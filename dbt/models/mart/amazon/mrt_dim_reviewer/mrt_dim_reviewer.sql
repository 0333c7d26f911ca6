-- Ordered by the key that the fact joins on.
{{ config(
    materialized='incremental',
    tags=['amazon_review'],
    order_by=['reviewer_id'],
    settings={'default_compression_codec': 'ZSTD(1)', 'string_serialization_version': 'single_stream'},
    indexes=[var('index_by_build')],
    pre_hook="{{ delete_keys('reviewer_id', ref('stg_amazon_review_change')) }}"
) }}

{%- set changes = ref('stg_amazon_review_change') %}

select
    reviewer_id,
    any(source_reviewer_id) as source_reviewer_id,
    -- argMax passes over NULL: a nameless review does not take a known name away.
    argMax(reviewer_name, (reviewed_at, _meta_file_modified_at, review_id)) as reviewer_name,
    {{ built_at() }} as _meta_built_at
from {{ ref('stg_amazon_review') }}
{% if is_incremental() %}where reviewer_id in (select reviewer_id from {{ changes }}){% endif %}
group by reviewer_id
