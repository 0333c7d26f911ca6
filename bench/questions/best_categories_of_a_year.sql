select
    category_path,
    sum(review_count) as reviews,
    sum(rating_sum) / reviews as stars
from dwh_dev.mrt_analytics_category_ratings
where review_month between toDate({first_month:String}) and addMonths(toDate({first_month:String}), 11)
group by category_path
having reviews >= 100
order by stars desc
limit 20
