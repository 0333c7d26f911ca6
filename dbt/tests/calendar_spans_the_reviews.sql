-- The calendar begins with the first review and ends with the last; without reviews it is empty.
{{ config(meta={'dagster': {'ref': {'name': 'mrt_dim_date'}}}) }}

with spans as (
    select
        min(date_id) as first_day,
        max(date_id) as last_day,
        count() = 0 as is_empty
    from {{ ref('mrt_dim_date') }}
    union all
    select
        min(review_date) as first_day,
        max(review_date) as last_day,
        count() = 0 as is_empty
    from {{ ref('mrt_fact_product_review') }}
)

select
    groupArray(first_day) as first_days,
    groupArray(last_day) as last_days
from spans
having uniqExact(first_day, last_day, is_empty) != 1
