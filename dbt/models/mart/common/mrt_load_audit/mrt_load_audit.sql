-- It follows all other marts, so that what it tells is true of them too.
-- depends_on: {{ ref('mrt_analytics_brand_ratings') }}
-- depends_on: {{ ref('mrt_analytics_category_ratings') }}
-- depends_on: {{ ref('mrt_analytics_product_ratings') }}
-- depends_on: {{ ref('mrt_dim_reviewer') }}

-- Ordered as a person looks a file up.
{{ config(order_by=['feed', 'key', 'load_id']) }}

{%- set contested = [
    (ref('stg_amazon_review_contested'), 'review_id'),
    (ref('stg_amazon_metadata_contested'), 'product_id'),
] %}
{%- set kept = [
    ('accepted', ref('stg_amazon_review'), '0'),
    ('accepted', ref('stg_amazon_metadata'), 'countIf(is_price_unreadable)'),
    ('rejected', ref('stg_amazon_review_rejected'), '0'),
    ('rejected', ref('stg_amazon_metadata_rejected'), '0'),
] %}

-- Of each record the copies in one file version; what nobody else brings has none.
with copies as (
    {% for relation, key in contested %}
        select
            _meta_load_id as load_id,
            count() as records,
            (_meta_file_modified_at, _meta_loaded_from) < max((_meta_file_modified_at, _meta_loaded_from)) over (
                partition by {{ key }}
            ) as is_superseded
        from {{ relation }}
        group by {{ key }}, load_id, _meta_file_modified_at, _meta_loaded_from
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

outcomes as (
    select
        load_id,
        if(is_superseded, 'superseded', 'duplicate') as outcome,
        toUInt64(sum(records) - if(is_superseded, 0, count())) as records,
        0 as unreadable_prices
    from copies
    group by load_id, is_superseded
    {% for outcome, relation, unreadable_prices in kept %}
        union all
        select
            _meta_load_id as load_id,
            '{{ outcome }}' as outcome,
            count() as records,
            {{ unreadable_prices }} as unreadable_prices
        from {{ relation }}
        group by load_id
    {% endfor %}
)

select
    loads.load_id as load_id,
    loads.feed as feed,
    loads.key as key,
    loads.loaded_at as loaded_at,
    loads.rows_loaded as rows_loaded,
    sumIf(outcomes.records, outcomes.outcome = 'accepted') as rows_accepted,
    sumIf(outcomes.records, outcomes.outcome = 'rejected') as rows_rejected,
    sumIf(outcomes.records, outcomes.outcome = 'superseded') as rows_superseded,
    sumIf(outcomes.records, outcomes.outcome = 'duplicate') as rows_duplicate,
    sum(outcomes.unreadable_prices) as prices_unreadable
from {{ ref('stg_current_load') }} as loads
left join outcomes on loads.load_id = outcomes.load_id
group by load_id, feed, key, loaded_at, rows_loaded
