-- Looked up by the text. A text stays when its last load is gone: it is right for whoever brings it again.
{{ config(materialized='incremental', tags=['amazon_metadata'], order_by=['categories']) }}

with arrived as (
    select categories
    from {{ source('raw_thirdparty', 'amazon_metadata') }}
    where _meta_load_id in {{ new_loads('amazon_metadata') }}
)

select
    categories,
    category_paths,
    {{ category_ids('category_paths') }} as category_ids,
    {{ built_at() }} as _meta_built_at
from (
    select
        categories,
        {{ category_paths('toValidUTF8(categories)') }} as category_paths
    from (
        select distinct categories
        from arrived
        {% if is_incremental() %}
            where
                categories not in (
                    select known.categories
                    from {{ this }} as known
                    where known.categories in (select arrived.categories from arrived)
                )
        {% endif %}
    )
)
