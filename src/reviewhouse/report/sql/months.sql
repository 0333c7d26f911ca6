-- Every review has one brand (the unknown one included), so the months of all brands add up to all reviews.
select
    review_month as month,
    sum(review_count) as reviews,
    sum(avg_overall_rating * review_count) / reviews as average_rating
from {{ database }}.mrt_analytics_brand_ratings
group by review_month
order by review_month
