-- Ordered by the key that products name.
{{ config(order_by=['category_id']) }}

with nodes as (
    select distinct arrayJoin({{ nodes_of_path('path') }}) as node
    from (
        select arrayJoin(category_paths) as path
        from {{ ref('stg_amazon_metadata') }}
    )
)

select
    {{ category_key('node') }} as category_id,
    node[-1] as category_name,
    if(length(node) = 1, null, {{ category_key('arrayPopBack(node)') }}) as parent_category_id,
    arrayStringConcat(node, ' > ') as category_path,
    toUInt8(length(node)) as depth
from nodes
