select count()
from dwh_dev.stg_amazon_review
where hasToken(review_text, {word:String})
