select
    review_month,
    review_count,
    avg_overall_rating
from dwh_dev.mrt_analytics_brand_ratings
where brand_id = {brand_id:UInt64}
order by review_month
