-- Ordered for a brand's course over time, the usual question.
{{ config(order_by=['brand_id', 'review_month']) }}

with ratings as (
    select
        dates.first_day_of_month as review_month,
        dates.month_name as month_name,
        products.brand_id as brand_id,
        count() as review_count,
        avg(reviews.overall_rating) as avg_overall_rating
    from {{ ref('mrt_fact_product_review') }} as reviews
    inner join {{ ref('mrt_dim_date') }} as dates on reviews.review_date = dates.date_id
    inner join {{ ref('mrt_dim_product') }} as products on reviews.product_id = products.product_id
    group by review_month, month_name, brand_id
)

select
    ratings.review_month as review_month,
    ratings.month_name as month_name,
    ratings.brand_id as brand_id,
    toLowCardinality(brands.brand_name) as brand_name,
    ratings.review_count as review_count,
    ratings.avg_overall_rating as avg_overall_rating
from ratings
inner join {{ ref('mrt_dim_brand') }} as brands on ratings.brand_id = brands.brand_id
