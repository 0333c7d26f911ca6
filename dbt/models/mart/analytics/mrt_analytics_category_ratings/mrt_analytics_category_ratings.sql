-- Ordered for a category's course over time, the usual question.
{{ config(
    materialized='incremental',
    incremental_strategy='delete_insert',
    unique_key=['category_id', 'review_month'],
    order_by=['category_id', 'review_month'],
    settings={'min_bytes_for_wide_part': var('bytes_of_a_wide_part')},
    post_hook="{{ delete_empty_cells() }}"
) }}

{%- set categories, moved = ref('mrt_dim_category'), ref('int_rating_change') %}
{%- set facts, products = ref('mrt_fact_product_review'), ref('mrt_dim_product') %}

with ratings as (
    {% if is_incremental() %}
        {{ changed_cells(moved, 'category_id', 'arrayJoin(category_ids)') }}
    {% else %}
        -- Products first, then their categories: each review is read once, however many nodes its product has.
        select
            product_months.review_month as review_month,
            arrayJoin(products.category_ids) as category_id,
            sum(product_months.reviews_of_product) as review_count,
            sum(product_months.rating_sum_of_product) as rating_sum
        from (
            select
                toStartOfMonth(review_date) as review_month,
                product_id,
                count() as reviews_of_product,
                sum(overall_rating) as rating_sum_of_product
            from {{ facts }}
            group by review_month, product_id
        ) as product_months
        inner join {{ products }} as products on product_months.product_id = products.product_id
        group by review_month, category_id
    {% endif %}
)

select
    ratings.review_month as review_month,
    toLowCardinality(dateName('month', ratings.review_month)) as month_name,
    ratings.category_id as category_id,
    toLowCardinality(categories.category_name) as category_name,
    toLowCardinality(categories.category_path) as category_path,
    ratings.review_count as review_count,
    ratings.rating_sum as rating_sum,
    ratings.rating_sum / ratings.review_count as avg_overall_rating,
    {{ built_at() }} as _meta_built_at
from ratings
left join {{ categories }} as categories on ratings.category_id = categories.category_id
