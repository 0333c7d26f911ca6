-- Ordered by the key that the records contend for.
{{ config(
    materialized='incremental',
    tags=['amazon_review'],
    order_by=['review_id'],
    settings={'min_bytes_for_wide_part': var('bytes_of_a_wide_part')},
    pre_hook="{{ delete_keys('review_id', ref('stg_amazon_review_candidate')) }}"
) }}

{{ contested_records(
    'review_id', ref('stg_amazon_review_parsed'), ref('stg_amazon_review_accepted'), ref('stg_amazon_review_candidate')
) }}
