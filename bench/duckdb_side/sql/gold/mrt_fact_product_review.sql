create table dwh.mrt_fact_product_review as
select
    review_id,
    source_review_id,
    product_id,
    reviewer_id,
    review_date,
    overall_rating,
    helpful_votes,
    total_votes
from dwh.stg_amazon_review;
