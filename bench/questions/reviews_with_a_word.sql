select
    review_id,
    review_title
from dwh_dev.stg_amazon_review
where hasToken(review_text, {word:String}) and overall_rating <= 2
limit 20
