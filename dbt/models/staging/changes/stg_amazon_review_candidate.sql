-- Read by key.
{{ config(order_by=['review_id']) }}

{{ candidate_records('amazon_review', 'review_id', ref('stg_amazon_review_parsed'), ref('stg_amazon_review_accepted'), 'stg_amazon_review', 'stg_amazon_review_contested') }}
