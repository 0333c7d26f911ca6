create table dwh.mrt_dim_category as
with paths as (
    select distinct unnest(category_paths) as path
    from dwh.stg_amazon_metadata
),

nodes as (
    select distinct unnest(list_transform(range(1, len(path) + 1), lambda depth: path[1:depth])) as node
    from paths
)

select
    hash(node) as category_id,
    node[-1] as category_name,
    case when len(node) > 1 then hash(node[:-2]) end as parent_category_id,
    array_to_string(node, ' > ') as category_path,
    len(node)::utinyint as depth
from nodes;
