-- Read by key.
{{ config(order_by=['review_id']) }}

-- depends_on: {{ ref('stg_amazon_review_contested') }}
{{ changed_records('review_id', ref('stg_amazon_review_candidate')) }}
