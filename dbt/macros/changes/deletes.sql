{#- To be run before the rows of some keys are put into a table: whatever stands for these keys goes. -#}
{% macro delete_keys(key, keys, condition='true') -%}
{% if is_incremental() and count_of(keys, condition) -%}
delete from {{ this }} where {{ key }} in (select {{ key }} from {{ keys }} where {{ condition }})
{%- endif %}
{%- endmacro %}

{#- Records of loads that still count, but not for these keys any more; those of gone loads are found by an index. -#}
{% macro delete_superseded(feed, key, changes) -%}
{{ delete_keys(key, changes, 'sign = -1 and _meta_load_id not in ' ~ gone_loads(feed)) }}
{%- endmacro %}

{% macro delete_gone_loads(feed) -%}
{% if is_incremental() and count_of(ref('stg_load_change'), "feed = '" ~ feed ~ "' and not is_new") -%}
delete from {{ this }} where _meta_load_id in {{ gone_loads(feed) }}
{%- endif %}
{%- endmacro %}

{% macro count_of(relation, condition) -%}
{{ return(run_query("select count() from " ~ relation ~ " where " ~ condition).columns[0].values()[0] | int if execute else 0) }}
{%- endmacro %}
