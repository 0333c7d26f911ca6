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
{%- set rejected = [ref('stg_amazon_review_rejected'), ref('stg_amazon_metadata_rejected')] %}
{#- Said before the choice: dbt learns what a model depends on from what it renders. -#}
{%- set reviews, metadata = ref('stg_amazon_review'), ref('stg_amazon_metadata') %}
{%- set review_changes, metadata_changes = ref('stg_amazon_review_change'), ref('stg_amazon_metadata_change') %}

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

-- A build that follows the new data goes on from what the last one has counted; checks count silver itself.
accepted as (
    {% if should_full_refresh() %}
        select
            _meta_load_id as load_id,
            1 as records,
            0 as unreadable_prices
        from {{ reviews }}
        union all
        select
            _meta_load_id as load_id,
            1 as records,
            is_price_unreadable as unreadable_prices
        from {{ metadata }}
    {% else %}
        select
            _meta_load_id as load_id,
            sign as records,
            0 as unreadable_prices
        from {{ review_changes }}
        union all
        select
            _meta_load_id as load_id,
            sign as records,
            sign * is_price_unreadable as unreadable_prices
        from {{ metadata_changes }}
        union all
        select
            load_id,
            toInt64(rows_accepted) as records,
            toInt64(prices_unreadable) as unreadable_prices
        from {{ as_before('mrt_load_audit') }}
    {% endif %}
),

outcomes as (
    select
        load_id,
        if(is_superseded, 'superseded', 'duplicate') as outcome,
        toInt64(sum(records) - if(is_superseded, 0, count())) as records,
        toInt64(0) as unreadable_prices
    from copies
    group by load_id, is_superseded
    union all
    select
        load_id,
        'accepted' as outcome,
        toInt64(sum(records)) as records,
        toInt64(sum(unreadable_prices)) as unreadable_prices
    from accepted
    group by load_id
    {% for relation in rejected %}
        union all
        select
            _meta_load_id as load_id,
            'rejected' as outcome,
            toInt64(count()) as records,
            toInt64(0) as unreadable_prices
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
    toUInt64(sumIf(outcomes.records, outcomes.outcome = 'accepted')) as rows_accepted,
    toUInt64(sumIf(outcomes.records, outcomes.outcome = 'rejected')) as rows_rejected,
    toUInt64(sumIf(outcomes.records, outcomes.outcome = 'superseded')) as rows_superseded,
    toUInt64(sumIf(outcomes.records, outcomes.outcome = 'duplicate')) as rows_duplicate,
    toUInt64(sum(outcomes.unreadable_prices)) as prices_unreadable
from {{ ref('stg_current_load') }} as loads
left join outcomes on loads.load_id = outcomes.load_id
group by load_id, feed, key, loaded_at, rows_loaded
