-- Of each load, silver holds as many records as the audit says, and none of a load that the audit does not name.
{{ config(tags=['whole'], meta={'dagster': {'ref': {'name': 'mrt_load_audit'}}}) }}

{%- set silver = [
    ('accepted', ref('stg_amazon_review')),
    ('accepted', ref('stg_amazon_metadata')),
    ('rejected', ref('stg_amazon_review_rejected')),
    ('rejected', ref('stg_amazon_metadata_rejected')),
] %}

with held as (
    {% for outcome, relation in silver %}
        select
            _meta_load_id as load_id,
            '{{ outcome }}' as outcome,
            count() as records
        from {{ relation }}
        group by load_id
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    load_id,
    sumIf(held.records, held.outcome = 'accepted') as accepted,
    sumIf(held.records, held.outcome = 'rejected') as rejected
from {{ ref('mrt_load_audit') }} as audit
full join held using (load_id)
group by load_id
having
    accepted != any(audit.rows_accepted)
    or rejected != any(audit.rows_rejected)
