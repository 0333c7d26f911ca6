-- Ordered by the key that products name.
{{ config(
    materialized='incremental',
    tags=['amazon_metadata'],
    order_by=['category_id'],
    pre_hook="{{ delete_lost_nodes(ref('stg_amazon_metadata_change'), ref('mrt_dim_product')) }}"
) }}

{%- set changes, metadata = ref('stg_amazon_metadata_change'), ref('stg_amazon_metadata') %}

-- Products come first: what they name is what a node is kept for.
-- depends_on: {{ ref('mrt_dim_product') }}
with nodes as (
    select distinct arrayJoin({{ nodes_of_path('path') }}) as node
    from (
        select distinct arrayJoin(category_paths) as path
        from {{ changes if is_incremental() else metadata }}
        {% if is_incremental() %}where sign = 1{% endif %}
    )
)

select
    {{ category_key('node') }} as category_id,
    node[-1] as category_name,
    if(length(node) = 1, null, {{ category_key('arrayPopBack(node)') }}) as parent_category_id,
    arrayStringConcat(node, ' > ') as category_path,
    toUInt8(length(node)) as depth,
    {{ built_at() }} as _meta_built_at
from nodes
{% if is_incremental() %}where category_id not in (select known.category_id from {{ this }} as known){% endif %}
