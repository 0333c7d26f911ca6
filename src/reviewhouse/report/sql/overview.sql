-- The whole warehouse in one row. Averages over months are weighted by their reviews.
with
    by_brand as
    (
        select
            sum(review_count) as reviews,
            sum(avg_overall_rating * review_count) as rating_sum,
            uniqExactIf(brand_id, brand_id != 0) as brands
        from {{ database }}.mrt_analytics_brand_ratings
    ),
    by_category as
    (
        select uniqExact(category_id) as categories
        from {{ database }}.mrt_analytics_category_ratings
    ),
    products as
    (
        select
            count() as products,
            countIf(is_inferred = 1) as inferred_products
        from {{ database }}.mrt_dim_product
    ),
    days as
    (
        select
            minOrNull(date_id) as first_day,
            maxOrNull(date_id) as last_day
        from {{ database }}.mrt_dim_date
    )
select
    by_brand.reviews as reviews,
    if(by_brand.reviews = 0, null, by_brand.rating_sum / by_brand.reviews) as average_rating,
    by_brand.brands as brands,
    by_category.categories as categories,
    products.products as products,
    products.inferred_products as inferred_products,
    days.first_day as first_day,
    days.last_day as last_day
from by_brand
cross join by_category
cross join products
cross join days
