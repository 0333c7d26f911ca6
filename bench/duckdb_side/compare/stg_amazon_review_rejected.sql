select
    reject_reasons,
    "reviewID",
    "reviewerID",
    asin,
    "reviewerName",
    helpful,
    "reviewText",
    overall,
    summary,
    "unixReviewTime",
    "reviewTime"
from stg_amazon_review_rejected
