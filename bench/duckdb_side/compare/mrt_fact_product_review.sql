-- Each key is followed to what it stands for.
select
    facts.source_review_id,
    silver.source_review_id as review,
    silver.source_reviewer_id as reviewer_of_review,
    silver.product_asin as product_of_review,
    products.asin,
    reviewers.source_reviewer_id,
    facts.review_date,
    facts.overall_rating,
    facts.helpful_votes,
    facts.total_votes
from mrt_fact_product_review as facts
left join stg_amazon_review as silver using (review_id)
left join mrt_dim_product as products on facts.product_id = products.product_id
left join mrt_dim_reviewer as reviewers on facts.reviewer_id = reviewers.reviewer_id
