-- The audit names each load of this build, and no other.
{{ config(meta={'dagster': {'ref': {'name': 'mrt_load_audit'}}}) }}

select load_id
from (
    select
        load_id,
        1 as side
    from {{ ref('stg_current_load') }}
    union all
    select
        load_id,
        2 as side
    from {{ ref('mrt_load_audit') }}
)
group by load_id
having sum(side) != 3
