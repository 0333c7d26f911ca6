-- Ordered by the day, its key. The first and the last are read from the ends of the fact, which lies by day.
{{ config(tags=['amazon_review'], order_by=['date_id']) }}

with span as (
    select
        min(review_date) as first_day,
        -- Without reviews there are no days: min and max alone would give 1970-01-01.
        if(count() = 0, 0, max(review_date) - min(review_date) + 1) as days
    from {{ ref('mrt_fact_product_review') }}
),

calendar as (
    select arrayJoin(arrayMap(day -> first_day + day, range(toUInt32(days)))) as date_id
    from span
)

select
    date_id,
    toDayOfWeek(date_id) as day_of_week,
    toLowCardinality(dateName('weekday', date_id)) as day_name,
    toDayOfMonth(date_id) as day_of_month,
    toDayOfYear(date_id) as day_of_year,
    toUInt8(day_of_week in (6, 7)) as is_weekend,
    toISOWeek(date_id) as iso_week,
    toISOYear(date_id) as iso_year,
    toMonth(date_id) as month_actual,
    toLowCardinality(dateName('month', date_id)) as month_name,
    toStartOfMonth(date_id) as first_day_of_month,
    toQuarter(date_id) as quarter_actual,
    toYear(date_id) as year_actual
from calendar
