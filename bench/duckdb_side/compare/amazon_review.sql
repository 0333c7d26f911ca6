select "reviewID", "reviewerID", asin, "reviewerName", helpful, "reviewText", overall, summary, "unixReviewTime", "reviewTime"
from amazon_review
