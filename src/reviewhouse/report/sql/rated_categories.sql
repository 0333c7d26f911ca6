-- A node whose child has as many reviews has the very same ones: only the deepest of such a chain is listed.
with
    totals as
    (
        select
            category_id,
            any(category_path) as path,
            sum(review_count) as reviews,
            sum(avg_overall_rating * review_count) / reviews as average_rating
        from {{ database }}.mrt_analytics_category_ratings
        group by category_id
    ),
    told_by_a_child as
    (
        select
            assumeNotNull(nodes.parent_category_id) as category_id,
            totals.reviews as reviews
        from totals
        inner join {{ database }}.mrt_dim_category as nodes on totals.category_id = nodes.category_id
        where nodes.parent_category_id is not null
    )
select
    path as name,
    reviews,
    average_rating
from totals
where (category_id, reviews) not in (select category_id, reviews from told_by_a_child)
