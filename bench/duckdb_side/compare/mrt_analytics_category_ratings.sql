select
    ratings.review_month,
    ratings.month_name,
    ratings.category_name,
    ratings.category_path,
    categories.category_path as path_of_category_id,
    ratings.review_count,
    ratings.rating_sum,
    ratings.avg_overall_rating
from mrt_analytics_category_ratings as ratings
left join mrt_dim_category as categories using (category_id)
