-- What the analytics have to take away (sign -1) and to add (sign 1): reviews that come, go or change, and those that
-- stay while the brand or the categories of their product change.
{{ config(order_by=['review_month']) }}

{%- set products, facts = ref('mrt_dim_product'), ref('mrt_fact_product_review') %}
{%- set changes, review_changes = ref('stg_amazon_metadata_change'), ref('stg_amazon_review_change') %}
{%- set moving = changes_in(changes, ['brand_id', 'category_ids']) %}

with staying as (
    select
        product_id,
        toStartOfMonth(review_date) as review_month,
        overall_rating
    from {{ facts }}
    where
        (select count() > 0 from {{ moving }})
        and product_id in (select product_id from {{ moving }})
        and review_id not in (
            select review_id from {{ review_changes }}
            where sign = 1
        )
),

moved as (
    select
        product_id,
        toStartOfMonth(review_date) as review_month,
        overall_rating,
        sign
    from {{ review_changes }}
    union all
    select
        *,
        toInt8(arrayJoin([-1, 1])) as sign
    from staying
),

-- What the products that change were before: where nothing described one, it was of the unknown brand and in no
-- category, which is also what the joins fill in.
before as (
    select
        product_id,
        true as has_changed,
        anyIf(brand_id, sign = -1) as brand_id,
        anyIf(category_ids, sign = -1) as category_ids
    from {{ changes }}
    group by product_id
),

now as (
    select
        product_id,
        brand_id,
        category_ids
    from {{ products }}
    where product_id in {{ touched_products() }}
)

select
    moved.review_month as review_month,
    moved.overall_rating as overall_rating,
    moved.sign as sign,
    if(moved.sign = -1 and before.has_changed, before.brand_id, now.brand_id) as brand_id,
    if(moved.sign = -1 and before.has_changed, before.category_ids, now.category_ids) as category_ids
from moved
left join before on moved.product_id = before.product_id
left join now on moved.product_id = now.product_id
