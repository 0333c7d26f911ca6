{#-
    A build that follows the new data checks the rows that it has written; a whole build, and `dbt test` at night, all
    rows. Whatever a single row cannot show is tagged `whole` and left to these.
-#}
{% macro default__get_where_subquery(relation) -%}
    {%- set conditions = [config.get('where')] if config.get('where') else [] -%}
    {%- if execute and flags.WHICH == 'build' and not should_full_refresh() -%}
        {%- for node in graph.nodes.values() if node.name == relation.identifier -%}
            {%- if '_meta_built_at' in node.columns and node.config.materialized == 'incremental' -%}
                {%- do conditions.append('_meta_built_at = ' ~ built_at()) -%}
            {%- elif '_meta_load_id' in node.columns -%}
                {%- set current, seen = relation.incorporate(path={'identifier': 'stg_current_load'}),
                    relation.incorporate(path={'identifier': 'mrt_seen_load'}) -%}
                {%- do conditions.append(
                    '_meta_load_id in (select load_id from ' ~ current
                    ~ ' where load_id not in (select load_id from ' ~ seen ~ '))'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not conditions -%}
        {{ return(relation) }}
    {%- endif -%}
    {{ return('(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') as tested') }}
{%- endmacro %}

{#- The table of which a test looks at some rows. -#}
{% macro whole_of(tested) -%}
{{ (tested | string).split('(select * from ')[-1].split(' where ')[0] }}
{%- endmacro %}

{#- The rows of a table that have a key of the rows tested; all of them, where these are all. -#}
{% macro of_tested_keys(table, key, tested, key_of_tested) -%}
{%- if (tested | string).startswith('(select * from ') -%}
(select * from {{ table }} where ({{ key }}) in (select {{ key_of_tested }} from {{ tested }})) as of_tested_keys
{%- else -%}
{{ table }}
{%- endif -%}
{%- endmacro %}
