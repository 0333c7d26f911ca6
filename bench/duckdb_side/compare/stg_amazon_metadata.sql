select
    silver.product_asin,
    silver.source_metadata_id,
    silver.product_title,
    silver.product_description,
    silver.image_url,
    silver.product_price,
    silver.is_price_unreadable::utinyint as is_price_unreadable,
    silver.brand_name,
    brands.brand_name as name_of_brand_id,
    silver.category_paths
from stg_amazon_metadata as silver
left join mrt_dim_brand as brands using (brand_id)
