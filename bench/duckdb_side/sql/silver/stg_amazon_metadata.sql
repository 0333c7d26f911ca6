create table dwh.stg_amazon_metadata (
    product_id ubigint,
    brand_id ubigint,
    product_asin varchar using compression zstd,
    source_metadata_id varchar using compression zstd,
    product_title varchar using compression zstd,
    product_description varchar using compression zstd,
    image_url varchar using compression zstd,
    product_price decimal(12, 2),
    is_price_unreadable boolean,
    brand_name varchar,
    category_paths varchar[][]
);

insert into dwh.stg_amazon_metadata
with trimmed_fields as (
    select
        trimmed(raw.metadataid) as metadataid,
        trimmed(raw.asin) as product_asin,
        trimmed(raw.imurl) as image_url,
        trimmed(raw.price) as price,
        without_blocks(raw.title) as title,
        without_blocks(raw.description) as description,
        without_blocks(raw.brand) as brand,
        category_text.category_paths
    from raw_thirdparty.amazon_metadata as raw
    anti join left_out_metadata on raw.rowid = left_out_metadata.row_number
    inner join category_text using (categories)
),

-- One step of cleaning per query: see macros.sql.
untagged as (
    select
        * replace (
            without_tags(title) as title, without_tags(description) as description, without_tags(brand) as brand
        ),
        price_of(price) as product_price
    from trimmed_fields
),

quoted as (
    select
        * replace (with_quotes(title) as title, with_quotes(description) as description, with_quotes(brand) as brand)
    from untagged
),

half_decoded as (
    select
        * replace (
            with_frequent_entities(title) as title,
            with_frequent_entities(description) as description,
            with_frequent_entities(brand) as brand
        )
    from quoted
),

decoded as (
    select
        * replace (
            with_entities(title) as title, with_entities(description) as description, with_entities(brand) as brand
        )
    from half_decoded
),

cleaned as (
    select * replace (trimmed(title) as title, trimmed(description) as description, trimmed(brand) as brand)
    from decoded
),

branded as (
    select * replace (nullif(one_spaced(brand), '') as brand), folded_brand(brand) as folded
    from cleaned
)

select
    hash(product_asin),
    case when folded in ('', 'unknown') then 0 else hash(folded) end,
    product_asin,
    nullif(metadataid, ''),
    nullif(title, ''),
    nullif(description, ''),
    nullif(image_url, ''),
    product_price,
    price != '' and product_price is null,
    brand,
    category_paths
from branded;
