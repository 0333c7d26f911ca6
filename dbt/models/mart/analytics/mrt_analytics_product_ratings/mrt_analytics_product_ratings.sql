-- Ordered for the best products of a month, the usual question. Most products have but a review or two in a month: that
-- says little, and is left to the fact.
{{ config(
    materialized='incremental',
    order_by=['review_month', 'product_id'],
    settings={'min_bytes_for_wide_part': var('bytes_of_a_wide_part'), 'string_serialization_version': 'single_stream'},
    pre_hook="{{ delete_keys('product_id', touched_products()) }}"
) }}

{%- set facts, products = ref('mrt_fact_product_review'), ref('mrt_dim_product') %}

with ratings as (
    select
        toStartOfMonth(review_date) as review_month,
        product_id,
        count() as review_count,
        sum(overall_rating) as rating_sum
    from {{ facts }}
    {% if is_incremental() %}where product_id in {{ touched_products() }}{% endif %}
    group by review_month, product_id
    having review_count >= {{ var('fewest_reviews_of_a_rating') }}
)

select
    ratings.review_month as review_month,
    toLowCardinality(dateName('month', ratings.review_month)) as month_name,
    ratings.product_id as product_id,
    products.title as title,
    products.brand_id as brand_id,
    ratings.review_count as review_count,
    ratings.rating_sum as rating_sum,
    ratings.rating_sum / ratings.review_count as avg_overall_rating,
    {{ built_at() }} as _meta_built_at
from {{ products }} as products
-- on this side, since it is the smaller one
inner join ratings on products.product_id = ratings.product_id
