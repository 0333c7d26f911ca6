-- Read by key.
{{ config(order_by=['product_id']) }}

-- depends_on: {{ ref('stg_amazon_metadata_contested') }}
{{ changed_records('product_id', ref('stg_amazon_metadata_candidate')) }}
