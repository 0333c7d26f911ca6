-- The best and the worst of those with enough reviews, `limit` of each, the best first.
with
    rated as ({% include subject %}),
    ranked as
    (
        select
            name,
            reviews,
            average_rating,
            row_number() over (order by average_rating desc, reviews desc, name asc) as place,
            count() over () as qualified
        from rated
        where reviews >= {threshold:UInt64}
    )
select
    name,
    reviews,
    average_rating,
    place,
    qualified
from ranked
where place <= {limit:UInt64} or place > qualified - {limit:UInt64}
order by place
