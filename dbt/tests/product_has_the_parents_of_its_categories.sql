-- A product that has a node has the node above it, so that a parent covers all below it.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_dim_product'}}}) }}

with product_nodes as (
    select
        asin,
        category_ids,
        arrayJoin(category_ids) as category_id
    from {{ ref('mrt_dim_product') }}
)

select
    product_nodes.asin,
    nodes.parent_category_id
from product_nodes
inner join {{ ref('mrt_dim_category') }} as nodes on product_nodes.category_id = nodes.category_id
where
    isNotNull(nodes.parent_category_id) and not has(product_nodes.category_ids, assumeNotNull(nodes.parent_category_id))
