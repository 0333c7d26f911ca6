-- Ordered for a brand's course over time, the usual question.
{{ config(
    materialized='incremental',
    incremental_strategy='delete_insert',
    unique_key=['brand_id', 'review_month'],
    order_by=['brand_id', 'review_month'],
    settings={'min_bytes_for_wide_part': var('bytes_of_a_wide_part')},
    post_hook="{{ delete_empty_cells() }}"
) }}

{%- set brands, moved = ref('mrt_dim_brand'), ref('int_rating_change') %}
{%- set facts, products = ref('mrt_fact_product_review'), ref('mrt_dim_product') %}
{%- set renamed -%}
    brand_id in (
        select known.brand_id
        from {{ brands }} as known
        where known._meta_built_at = {{ built_at() }}
    )
{%- endset %}

with ratings as (
    {% if is_incremental() %}
        {{ changed_cells(moved, 'brand_id', 'brand_id', renamed) }}
    {% else %}
        select
            toStartOfMonth(reviews.review_date) as review_month,
            products.brand_id as brand_id,
            count() as review_count,
            sum(reviews.overall_rating) as rating_sum
        from {{ facts }} as reviews
        inner join {{ products }} as products on reviews.product_id = products.product_id
        group by review_month, brand_id
    {% endif %}
)

select
    ratings.review_month as review_month,
    toLowCardinality(dateName('month', ratings.review_month)) as month_name,
    ratings.brand_id as brand_id,
    toLowCardinality(brands.brand_name) as brand_name,
    ratings.review_count as review_count,
    ratings.rating_sum as rating_sum,
    ratings.rating_sum / ratings.review_count as avg_overall_rating,
    {{ built_at() }} as _meta_built_at
from ratings
left join {{ brands }} as brands on ratings.brand_id = brands.brand_id
