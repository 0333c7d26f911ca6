select
    review_title,
    review_text
from dwh_dev.stg_amazon_review
where review_id = {review_id:UInt64}
