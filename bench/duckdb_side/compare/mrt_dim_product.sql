with nodes as (
    select named.product_id, list_sort(list(categories.category_path)) as category_paths
    from (select product_id, unnest(category_ids) as category_id from mrt_dim_product) as named
    left join mrt_dim_category as categories using (category_id)
    group by named.product_id
)

select
    products.asin,
    products.title,
    products.price,
    brands.brand_name,
    nodes.category_paths,
    len(products.category_ids) as categories,
    products.image_url,
    products.is_inferred::utinyint as is_inferred
from mrt_dim_product as products
left join mrt_dim_brand as brands using (brand_id)
left join nodes using (product_id)
