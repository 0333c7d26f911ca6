-- Ordered by day, since most questions name a span of time, then by product, so that its reviews of a day lie together.
{{ config(order_by=['review_date', 'product_id', 'review_id']) }}

select
    review_id,
    source_review_id,
    product_id,
    reviewer_id,
    review_date,
    overall_rating,
    helpful_votes,
    total_votes
from {{ ref('stg_amazon_review') }}
