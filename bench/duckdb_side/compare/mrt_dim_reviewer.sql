-- Of several names on a reviewer's last day each side takes one, by its own hash: what has to agree is the names that it
-- chooses from, and that it takes one of them.
with last_names as (
    select
        reviewer_id,
        list_sort(list(distinct reviewer_name)) as names
    from (
        select reviewer_id, reviewer_name, rank() over (partition by reviewer_id order by reviewed_at desc) as place
        from stg_amazon_review
        where reviewer_name is not null
    )
    where place = 1
    group by reviewer_id
)

select
    reviewers.source_reviewer_id,
    last_names.names,
    case
        when last_names.names is null then reviewers.reviewer_name is null
        else coalesce(list_contains(last_names.names, reviewers.reviewer_name), false)
    end as is_one_of_them
from mrt_dim_reviewer as reviewers
left join last_names using (reviewer_id)
