create table dwh.mrt_dim_product (
    product_id ubigint,
    asin varchar using compression zstd,
    title varchar using compression zstd,
    price decimal(12, 2),
    brand_id ubigint,
    category_ids ubigint[],
    image_url varchar using compression zstd,
    is_inferred boolean
);

insert into dwh.mrt_dim_product
select
    product_id,
    product_asin,
    product_title,
    product_price,
    brand_id,
    category_ids_of(category_paths),
    image_url,
    false
from dwh.stg_amazon_metadata
union all
select
    reviews.product_id,
    any_value(reviews.product_asin),
    null,
    null,
    0,
    [],
    null,
    true
from dwh.stg_amazon_review as reviews
anti join dwh.stg_amazon_metadata as described using (product_id)
group by reviews.product_id;
