-- Ordered by the key that the records contend for.
{{ config(
    materialized='incremental',
    tags=['amazon_metadata'],
    order_by=['product_id'],
    settings={'min_bytes_for_wide_part': var('bytes_of_a_wide_part')},
    pre_hook="{{ delete_keys('product_id', ref('stg_amazon_metadata_candidate')) }}"
) }}

{{ contested_records(
    'product_id', ref('stg_amazon_metadata_parsed'), ref('stg_amazon_metadata_accepted'), ref('stg_amazon_metadata_candidate')
) }}
