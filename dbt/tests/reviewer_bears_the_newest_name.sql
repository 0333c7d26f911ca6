-- A reviewer's name is one under which a review of the last day that bears a name was written.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_dim_reviewer'}}}) }}

with named as (
    select
        reviewer_id,
        reviewed_at,
        reviewer_name
    from {{ ref('stg_amazon_review') }}
    where isNotNull(reviewer_name)
),

newest as (
    select
        reviewer_id,
        max(reviewed_at) as reviewed_at
    from named
    group by reviewer_id
),

candidates as (
    select
        named.reviewer_id as reviewer_id,
        groupArray(assumeNotNull(named.reviewer_name)) as names
    from named
    inner join newest on named.reviewer_id = newest.reviewer_id and named.reviewed_at = newest.reviewed_at
    group by reviewer_id
)

select reviewers.reviewer_id
from {{ ref('mrt_dim_reviewer') }} as reviewers
left join candidates on reviewers.reviewer_id = candidates.reviewer_id
where
    not has(candidates.names, coalesce(reviewers.reviewer_name, ''))
    and not (empty(candidates.names) and isNull(reviewers.reviewer_name))
