select
    title,
    avg_overall_rating,
    review_count
from dwh_dev.mrt_analytics_product_ratings
where review_month = toDate({first_month:String}) and review_count >= 4
order by avg_overall_rating desc, review_count desc, product_id
limit 100
