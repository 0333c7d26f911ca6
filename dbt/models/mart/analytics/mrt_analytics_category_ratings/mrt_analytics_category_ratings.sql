-- Ordered for a category's course over time, the usual question.
{{ config(order_by=['category_id', 'review_month']) }}

-- Products first, then their categories: each review is read once, however many nodes its product has.
with product_months as (
    select
        dates.first_day_of_month as review_month,
        dates.month_name as month_name,
        reviews.product_id as product_id,
        count() as reviews_of_product,
        sum(reviews.overall_rating) as rating_sum
    from {{ ref('mrt_fact_product_review') }} as reviews
    inner join {{ ref('mrt_dim_date') }} as dates on reviews.review_date = dates.date_id
    group by review_month, month_name, product_id
),

ratings as (
    select
        product_months.review_month as review_month,
        product_months.month_name as month_name,
        arrayJoin(products.category_ids) as category_id,
        sum(product_months.reviews_of_product) as review_count,
        sum(product_months.rating_sum) / review_count as avg_overall_rating
    from product_months
    inner join {{ ref('mrt_dim_product') }} as products on product_months.product_id = products.product_id
    group by review_month, month_name, category_id
)

select
    ratings.review_month as review_month,
    ratings.month_name as month_name,
    ratings.category_id as category_id,
    toLowCardinality(categories.category_name) as category_name,
    toLowCardinality(categories.category_path) as category_path,
    ratings.review_count as review_count,
    ratings.avg_overall_rating as avg_overall_rating
from ratings
inner join {{ ref('mrt_dim_category') }} as categories on ratings.category_id = categories.category_id
