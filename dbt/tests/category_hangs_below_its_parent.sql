-- A node hangs one step below its parent, and its path is its parent's and its own name.
{{ config(meta={'dagster': {'ref': {'name': 'mrt_dim_category'}}}) }}

select child.category_id
from {{ ref('mrt_dim_category') }} as child
inner join {{ ref('mrt_dim_category') }} as parent on child.parent_category_id = parent.category_id
where
    child.depth != parent.depth + 1
    or child.category_path != concat(parent.category_path, ' > ', child.category_name)
