-- Of the records with one key, none lies in a newer file than the one that was taken.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'stg_amazon_review'}}}) }}

select
    accepted.review_id,
    max(records._meta_file_modified_at) as newest,
    any(accepted._meta_file_modified_at) as taken
from {{ ref('stg_amazon_review') }} as accepted
inner join {{ ref('stg_amazon_review_contested') }} as records on accepted.review_id = records.review_id
group by accepted.review_id
having newest != taken
