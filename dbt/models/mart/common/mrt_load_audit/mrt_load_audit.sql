-- It is built last: a load that stands here is in every mart.
-- depends_on: {{ ref('mrt_analytics_brand_ratings') }}
-- depends_on: {{ ref('mrt_analytics_category_ratings') }}
-- depends_on: {{ ref('mrt_dim_reviewer') }}

-- Ordered as a person looks a file up.
{{ config(order_by=['feed', 'key', 'load_id']) }}

{%- set counted = [
    ('readable', ref('stg_amazon_review_parsed'), 'empty(reject_reasons)'),
    ('readable', ref('stg_amazon_metadata_parsed'), 'empty(reject_reasons)'),
    ('accepted', ref('stg_amazon_review'), 'true'),
    ('accepted', ref('stg_amazon_metadata'), 'true'),
    ('rejected', ref('stg_amazon_review_rejected'), 'true'),
    ('rejected', ref('stg_amazon_metadata_rejected'), 'true'),
    ('price_unreadable', ref('stg_amazon_metadata'), 'is_price_unreadable'),
] %}

with outcomes as (
    {% for outcome, relation, condition in counted %}
        select
            _meta_load_id as load_id,
            '{{ outcome }}' as outcome,
            count() as records
        from {{ relation }}
        where {{ condition }}
        group by load_id
        {% if not loop.last %}union all{% endif %}
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
    toUInt64(sumIf(outcomes.records, outcomes.outcome = 'readable') - rows_accepted) as rows_superseded,
    sumIf(outcomes.records, outcomes.outcome = 'price_unreadable') as prices_unreadable,
    now64(3, 'UTC') as built_at
from {{ ref('stg_current_load') }} as loads
left join outcomes on loads.load_id = outcomes.load_id
group by load_id, feed, key, loaded_at, rows_loaded
