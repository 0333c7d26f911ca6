-- Read by key.
{{ config(order_by=['product_id']) }}

{{ candidate_records('amazon_metadata', 'product_id', ref('stg_amazon_metadata_parsed'), ref('stg_amazon_metadata_accepted'), 'stg_amazon_metadata', 'stg_amazon_metadata_contested') }}
