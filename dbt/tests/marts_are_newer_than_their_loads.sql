-- A load was committed before the marts that hold it. The clocks of loader and warehouse may differ, hence a warning.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'mrt_seen_load'}}}) }}

select
    seen.load_id,
    seen.built_at,
    audit.loaded_at
from {{ ref('mrt_seen_load') }} as seen
inner join {{ ref('mrt_load_audit') }} as audit on seen.load_id = audit.load_id
where seen.built_at < audit.loaded_at
