select
    any(brand_name) as name,
    sum(review_count) as reviews,
    sum(avg_overall_rating * review_count) / reviews as average_rating
from {{ database }}.mrt_analytics_brand_ratings
where brand_id != 0
group by brand_id
