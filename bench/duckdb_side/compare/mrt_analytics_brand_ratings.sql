select
    ratings.review_month,
    ratings.month_name,
    ratings.brand_name,
    brands.brand_name as name_of_brand_id,
    ratings.review_count,
    ratings.rating_sum,
    ratings.avg_overall_rating
from mrt_analytics_brand_ratings as ratings
left join mrt_dim_brand as brands using (brand_id)
