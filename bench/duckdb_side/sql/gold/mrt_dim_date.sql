create table dwh.mrt_dim_date as
with calendar as (
    select unnest(generate_series(min(review_date), max(review_date), interval 1 day))::date as date_id
    from dwh.stg_amazon_review
)

select
    date_id,
    isodow(date_id)::utinyint as day_of_week,
    dayname(date_id) as day_name,
    day(date_id)::utinyint as day_of_month,
    dayofyear(date_id)::usmallint as day_of_year,
    isodow(date_id) in (6, 7) as is_weekend,
    week(date_id)::utinyint as iso_week,
    isoyear(date_id)::usmallint as iso_year,
    month(date_id)::utinyint as month_actual,
    monthname(date_id) as month_name,
    date_trunc('month', date_id)::date as first_day_of_month,
    quarter(date_id)::utinyint as quarter_actual,
    year(date_id)::usmallint as year_actual
from calendar;
