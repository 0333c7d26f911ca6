-- Over its months, a node has at least the reviews of each node below it.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_analytics_category_ratings'}}}) }}

with totals as (
    select
        category_id,
        sum(review_count) as reviews
    from {{ ref('mrt_analytics_category_ratings') }}
    group by category_id
)

select nodes.category_id
from {{ ref('mrt_dim_category') }} as nodes
inner join totals as child on nodes.category_id = child.category_id
left join totals as parent on nodes.parent_category_id = parent.category_id
where isNotNull(nodes.parent_category_id) and parent.reviews < child.reviews
