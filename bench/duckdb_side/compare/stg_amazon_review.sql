select
    source_review_id,
    source_reviewer_id,
    product_asin,
    reviewer_name,
    review_title,
    review_text,
    overall_rating,
    helpful_votes,
    total_votes,
    review_date,
    epoch(reviewed_at)::bigint as reviewed_at
from stg_amazon_review
