create table dwh.stg_amazon_metadata (
    product_id ubigint,
    brand_id ubigint,
    product_asin varchar,
    source_metadata_id varchar,
    product_title varchar using compression zstd,
    product_description varchar using compression zstd,
    image_url varchar using compression zstd,
    product_price decimal(12, 2),
    is_price_unreadable boolean,
    brand_name varchar,
    category_paths varchar[][]
);

insert into dwh.stg_amazon_metadata
with parsed as (
    select
        trimmed(raw.metadataid) as source_metadata_id,
        trimmed(raw.asin) as product_asin,
        with_frequent_entities(without_tags(without_blocks(raw.title))) as title,
        with_frequent_entities(without_tags(without_blocks(raw.description))) as description,
        trimmed(raw.imurl) as image_url,
        trimmed(raw.price) as price,
        with_frequent_entities(without_tags(without_blocks(raw.brand))) as brand,
        category_text.category_paths
    from raw_thirdparty.amazon_metadata as raw
    anti join losing_metadata on raw.rowid = losing_metadata.row_number
    inner join category_text using (categories)
),

-- One step of cleaning per query: see macros.sql.
decoded as (
    select
        * replace (
            with_entities(title) as title, with_entities(description) as description, with_entities(brand) as brand
        )
    from parsed
),

cleaned as (
    select
        * replace (
            trimmed(title) as title,
            trimmed(description) as description,
            trimmed(brand) as brand
        ),
        price_of(price) as product_price
    from decoded
    where product_asin != ''
),

branded as (
    select * replace (nullif(one_spaced(brand), '') as brand), folded_brand(coalesce(brand, '')) as folded
    from cleaned
)

select
    hash(product_asin),
    case when folded in ('', 'unknown') then 0 else hash(folded) end,
    product_asin,
    nullif(source_metadata_id, ''),
    nullif(title, ''),
    nullif(description, ''),
    nullif(image_url, ''),
    product_price,
    price != '' and product_price is null,
    brand,
    category_paths
from branded;
