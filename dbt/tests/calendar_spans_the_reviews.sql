-- The calendar begins with the first review and ends with the last.
{{ config(meta={'dagster': {'ref': {'name': 'mrt_dim_date'}}}) }}

select
    (select (count(), min(date_id), max(date_id)) from {{ ref('mrt_dim_date') }}) as calendar,
    (select (count(), min(review_date), max(review_date)) from {{ ref('mrt_fact_product_review') }}) as reviews
where
    calendar.2 != reviews.2
    or calendar.3 != reviews.3
    or (calendar.1 = 0) != (reviews.1 = 0)
