create table dwh.mrt_analytics_category_ratings as
-- Products first, then their categories: each review is read once, however many nodes its product has.
with product_months as (
    select
        date_trunc('month', review_date)::date as review_month,
        product_id,
        count(*) as review_count,
        sum(overall_rating) as rating_sum
    from dwh.mrt_fact_product_review
    group by all
),

product_nodes as (
    select
        product_months.review_month,
        unnest(products.category_ids) as category_id,
        product_months.review_count,
        product_months.rating_sum
    from product_months
    inner join dwh.mrt_dim_product as products using (product_id)
),

ratings as (
    select
        review_month,
        category_id,
        sum(review_count)::ubigint as review_count,
        sum(rating_sum)::ubigint as rating_sum
    from product_nodes
    group by all
)

select
    ratings.review_month,
    monthname(ratings.review_month) as month_name,
    ratings.category_id,
    categories.category_name,
    categories.category_path,
    ratings.review_count,
    ratings.rating_sum,
    ratings.rating_sum / ratings.review_count as avg_overall_rating
from ratings
left join dwh.mrt_dim_category as categories using (category_id);
