-- Of each load, the rows loaded are those accepted, rejected, superseded and duplicate. What silver holds is counted
-- here again, so that a row lost or doubled since shows too, and one of a load that the audit does not name.
{{ config(meta={'dagster': {'ref': {'name': 'mrt_load_audit'}}}) }}

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
    toInt64(sumIf(held.records, held.outcome = 'accepted')) as accepted,
    toInt64(sumIf(held.records, held.outcome = 'rejected')) as rejected,
    toInt64(any(audit.rows_superseded)) as superseded,
    toInt64(any(audit.rows_duplicate)) as duplicate,
    toInt64(any(audit.rows_loaded)) as loaded
from {{ ref('mrt_load_audit') }} as audit
full join held using (load_id)
group by load_id
having
    loaded - accepted - rejected - superseded - duplicate != 0
    or accepted != toInt64(any(audit.rows_accepted))
    or rejected != toInt64(any(audit.rows_rejected))
