select
    ratings.review_month,
    ratings.month_name,
    products.asin,
    ratings.title,
    brands.brand_name,
    ratings.review_count,
    ratings.rating_sum,
    ratings.avg_overall_rating
from mrt_analytics_product_ratings as ratings
left join mrt_dim_product as products using (product_id)
left join mrt_dim_brand as brands on ratings.brand_id = brands.brand_id
