{#- Of one key, the records left by the condition are copies of one record: any of them will do. -#}
{% macro newest_records(parsed, key) -%}
select *
from {{ parsed }}
where
    empty(reject_reasons)
    and ({{ key }}, (load_order, content_hash)) in (
        select
            {{ key }},
            max((load_order, content_hash))
        from {{ parsed }}
        where empty(reject_reasons)
        group by {{ key }}
    )
limit 1 by {{ key }}
{%- endmacro %}
