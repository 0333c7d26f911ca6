{#-
    What new and vanished loads touch: every record of the keys concerned, and where it was found. `silver` marks the
    record that stood for its key until now, also where its load is gone.
-#}
{% macro candidate_records(feed, key, parsed, accepted, silver, contested) -%}
{#- Said before the choice: dbt learns what a model depends on from what it renders. -#}
{%- set arrived, gone = new_loads(feed), gone_loads(feed) -%}
{% if should_full_refresh() -%}
select
    *,
    'new' as _origin,
    false as _is_gone
from {{ accepted }}
where false
{%- else -%}
{%- set touched -%}
    (
        select {{ key }} from {{ parsed }} where _meta_load_id in {{ arrived }} and empty(reject_reasons)
        union all
        select {{ key }} from {{ as_before(silver) }}
        where {{ any_gone_load(feed) }} and _meta_load_id in {{ gone }}
        union all
        select {{ key }} from {{ as_before(contested) }}
        where {{ any_gone_load(feed) }} and _meta_load_id in {{ gone }}
    )
{%- endset -%}
select
    *,
    'new' as _origin,
    false as _is_gone
from {{ accepted }}
where _meta_load_id in {{ arrived }}
union all
select
    * except (_meta_built_at),
    _meta_load_id in {{ gone }} as _is_gone
from (
    select
        *,
        'silver' as _origin
    from {{ as_before(silver) }}
    union all
    select
        *,
        'contested' as _origin
    from {{ as_before(contested) }}
)
-- asked of both at once: the keys are then looked up once, and both still read only where they are
where {{ key }} in {{ touched }}
{%- endif %}
{%- endmacro %}

{#- Every record of the keys that several records bring: whoever is not taken now may be when a file is replaced. -#}
{% macro contested_records(key, parsed, accepted, candidates) -%}
{% if is_incremental() -%}
select
    * except (_origin, _is_gone),
    {{ built_at() }} as _meta_built_at
from {{ candidates }}
where
    not _is_gone
    -- the record in silver is one of the contested ones, where there are any
    and (_origin != 'silver' or {{ key }} not in (select {{ key }} from {{ candidates }} where _origin = 'contested'))
    and {{ key }} in (
        select {{ key }}
        from {{ candidates }}
        where not _is_gone
        group by {{ key }}
        having countIf(_origin = 'new') + greatest(countIf(_origin = 'contested'), countIf(_origin = 'silver')) > 1
    )
{%- else -%}
select
    * except (copies),
    {{ built_at() }} as _meta_built_at
from (
    select
        *,
        count() over (partition by {{ key }}) as copies
    from {{ accepted }}
    -- first by the key alone, which is cheap to read; few records are left to be looked at
    where {{ key }} in (
        select {{ key }}
        from {{ parsed }}
        group by {{ key }}
        having count() > 1
    )
)
where copies > 1
{%- endif %}
{%- endmacro %}

{#- The records that leave silver (sign -1) and those that enter it (sign 1). -#}
{% macro changed_records(key, candidates) -%}
with newest as (
    select * except (_origin, _is_gone)
    from (
        {{ newest_records('(select * from ' ~ candidates ~ ' where not _is_gone)', key) }}
    )
),

until_now as (
    select * except (_origin, _is_gone)
    from {{ candidates }}
    where _origin = 'silver'
)

select
    *,
    toInt8(-1) as sign
from until_now
where ({{ key }}, _meta_load_id) not in (select {{ key }}, _meta_load_id from newest)
union all
select
    *,
    toInt8(1) as sign
from newest
where ({{ key }}, _meta_load_id) not in (select {{ key }}, _meta_load_id from until_now)
{%- endmacro %}

{#- One record for each key. -#}
{% macro silver_records(key, accepted, contested, changes) -%}
{% if is_incremental() -%}
select * except (sign)
from {{ changes }}
where sign = 1
{%- else -%}
select *
from {{ accepted }}
where {{ key }} not in (select {{ key }} from {{ contested }})
union all
select * except (_meta_built_at)
from (
    {{ newest_records(contested, key) }}
)
{%- endif %}
{%- endmacro %}
