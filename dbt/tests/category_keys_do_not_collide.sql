-- The tree has one row per path and no other: two paths never share a key.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_dim_category'}}}) }}

select
    (
        select uniqExact(arrayJoin({{ nodes_of_path('path') }}))
        from (select arrayJoin(category_paths) as path from {{ ref('stg_amazon_metadata') }})
    ) as paths,
    (select uniqExact(category_id) from {{ ref('mrt_dim_category') }}) as nodes
where paths != nodes
