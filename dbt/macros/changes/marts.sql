{#-
    Products that have lost their description, or a review while none came, and have no row now, nor get one of their
    description: few, since most are described.
-#}
{% macro leaving_products(changes, review_changes, products) -%}
{%- set leaving -%}
    (
        select product_id from {{ changes }} group by product_id having max(sign) = -1
        union all
        select product_id from {{ review_changes }} group by product_id having max(sign) = -1
    )
{%- endset -%}
(
    select product_id
    from {{ leaving }}
    where
        product_id not in (select product_id from {{ changes }} where sign = 1)
        and product_id not in (select product_id from {{ products }} where product_id in {{ leaving }})
)
{%- endmacro %}

{#- The changes of products that differ in some columns, come or go: most others have but a new price. -#}
{% macro changes_in(changes, columns) -%}
(
    select *
    from {{ changes }}
    where product_id in (
        select product_id
        from {{ changes }}
        group by product_id
        having count() = 1 or uniqExact(tuple({{ columns | join(', ') }})) > 1
    )
)
{%- endmacro %}

{#- Products that this build may change: reviews of them, or their descriptions, come, go or change. -#}
{% macro touched_products() -%}
(
    select product_id
    from {{ ref('stg_amazon_review_change') }}
    union all
    select product_id
    from {{ ref('stg_amazon_metadata_change') }}
)
{%- endmacro %}

{#-
    Described products that change, and inferred ones that may have lost their last review. One list of them, since each
    row of the table is held against it; without the inferred ones where there are none, since a delete makes its list
    anew for each part of the table.
-#}
{% macro delete_products(changes, review_changes) -%}
{%- set inferred -%}
    (
        select product_id
        from {{ this }}
        where is_inferred and product_id in (select product_id from {{ review_changes }} where sign = -1)
    )
{%- endset -%}
{%- set any_inferred = is_incremental() and count_of(inferred, "true") -%}
{% if is_incremental() and (any_inferred or count_of(changes, "true")) -%}
delete from {{ this }}
where product_id in (
    select product_id from {{ changes }}
    {% if any_inferred %}
        union all
        select product_id from {{ inferred }}
    {% endif %}
)
{%- endif %}
{%- endmacro %}

{#- The nodes that products have left, where no product names them any more. -#}
{% macro delete_lost_nodes(changes, products) -%}
{%- set lost -%}
    (
        select arrayJoin(category_ids) as category_id
        from {{ changes }}
        group by category_id
        having max(sign) = -1
    )
{%- endset -%}
{% if is_incremental() and count_of(lost, "true") -%}
delete from {{ this }}
where
    category_id in {{ lost }}
    and category_id not in (
        select arrayJoin(category_ids)
        from {{ products }}
        where hasAny(category_ids, (select groupArray(category_id) from {{ lost }}))
    )
{%- endif %}
{%- endmacro %}

{#-
    The months that reviews have moved into or out of, with their new totals: whole numbers, so that what is added up
    step by step is what a whole build counts. Where a name has changed, all months that bear it.
-#}
{% macro changed_cells(moved, key, key_of_moved, renamed='false') -%}
select
    review_month,
    {{ key }},
    toUInt64(sum(reviews)) as review_count,
    toUInt64(sum(ratings)) as rating_sum
from (
    select
        review_month,
        {{ key_of_moved }} as {{ key }},
        toInt64(sign) as reviews,
        sign * toInt64(overall_rating) as ratings
    from {{ moved }}
    union all
    select
        review_month,
        {{ key }},
        toInt64(review_count) as reviews,
        toInt64(rating_sum) as ratings
    from {{ this }}
    where
        ({{ key }}, review_month) in (select {{ key_of_moved }}, review_month from {{ moved }})
        or {{ renamed }}
)
group by review_month, {{ key }}
{%- endmacro %}

{% macro delete_empty_cells() -%}
{% if is_incremental() and count_of(this, "review_count = 0") -%}
delete from {{ this }} where review_count = 0
{%- endif %}
{%- endmacro %}
