select nodes.category_name, nodes.category_path, nodes.depth, parents.category_path as parent_path
from mrt_dim_category as nodes
left join mrt_dim_category as parents on nodes.parent_category_id = parents.category_id
