-- Read by file, to tell its sender what to mend.
{{ config(
    materialized='incremental',
    tags=['amazon_metadata'],
    order_by=['_meta_loaded_from', '_meta_load_id'],
    pre_hook="{{ delete_gone_loads('amazon_metadata') }}"
) }}

select
    reject_reasons,
    _meta_load_id,
    _meta_loaded_from,
    _meta_loaded_at,
    _meta_file_modified_at,
    metadataid,
    asin,
    salesrank,
    imurl,
    categories,
    title,
    description,
    price,
    related,
    brand
from {{ ref('stg_amazon_metadata_parsed') }}
where
    notEmpty(reject_reasons)
    and _meta_load_id in {{ new_loads('amazon_metadata') }}
