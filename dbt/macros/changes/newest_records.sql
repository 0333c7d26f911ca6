{#- Of the records of each key, the one of the newest file; of several in one file, the one with the greatest hash. -#}
{% macro newest_records(records, key) -%}
select *
from {{ records }}
order by
    {{ key }},
    _meta_file_modified_at desc,
    _meta_loaded_from desc,
    sipHash64(tuple(columns('^[^_]'))) desc
limit 1 by {{ key }}
{%- endmacro %}
