-- Each text of categories in bronze has been read: a product whose list is missing would be in no category.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'int_category_list'}}}) }}

select distinct categories
from {{ ref('stg_amazon_metadata_parsed') }}
where categories not in (select known.categories from {{ ref('int_category_list') }} as known)
