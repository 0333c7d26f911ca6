{#-
    A build that follows the new data checks the rows that it has written; a whole build, and `dbt test` at night, all
    rows. Whatever a single row cannot show is tagged `whole` and left to these.
-#}
{% macro default__get_where_subquery(relation) -%}
    {%- set conditions = [config.get('where')] if config.get('where') else [] -%}
    {%- if execute and flags.WHICH == 'build' and not should_full_refresh() -%}
        {%- if tells_builds_apart(relation) -%}
            {%- do conditions.append('_meta_built_at = ' ~ built_at()) -%}
        {%- elif '_meta_load_id' in model_of(relation).columns -%}
            {%- set current, seen = relation.incorporate(path={'identifier': 'stg_current_load'}),
                relation.incorporate(path={'identifier': 'mrt_seen_load'}) -%}
            {%- do conditions.append(
                '_meta_load_id in (select load_id from ' ~ current
                ~ ' where load_id not in (select load_id from ' ~ seen ~ '))'
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {%- if not conditions -%}
        {{ return(relation) }}
    {%- endif -%}
    {{ return('(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') as tested') }}
{%- endmacro %}

{#- Whether a table holds rows of several builds, and says of each of which one. -#}
{% macro tells_builds_apart(relation) -%}
{%- set model = model_of(relation) -%}
{{ return(model.config.materialized == 'incremental' and '_meta_built_at' in model.columns) }}
{%- endmacro %}

{#- The model that makes a table; without columns for a table that none makes. -#}
{% macro model_of(relation) -%}
{%- set found = graph.nodes.values() | selectattr('name', 'equalto', relation.identifier) | first -%}
{{ return(found or {'config': {}, 'columns': {}}) }}
{%- endmacro %}

{#- Whether a test looks at the rows of this build alone. -#}
{% macro is_of_this_build(tested) -%}
{{ return((tested | string).startswith('(select * from ')) }}
{%- endmacro %}

{#- The table of which a test looks at some rows. -#}
{% macro whole_of(tested) -%}
{{ (tested | string).split('(select * from ')[-1].split(' where ')[0] }}
{%- endmacro %}

{#- The rows of a table that have a key of the rows tested; all of them, where these are all. -#}
{% macro of_tested_keys(table, key, tested, key_of_tested, keys=tested) -%}
{%- if is_of_this_build(tested) -%}
(select * from {{ table }} where ({{ key }}) in (select {{ key_of_tested }} from {{ keys }})) as of_tested_keys
{%- else -%}
{{ table }}
{%- endif -%}
{%- endmacro %}

{#-
    The keys of another table that the rows tested name. A build that follows the new data writes most keys along with
    the rows that name them; those are passed over, so that few are left to be looked for among all.
-#}
{% macro named_keys(tested, column, table, key) -%}
(
    select {{ column }}
    from {{ tested }}
    where
        isNotNull({{ column }})
        {%- if execute and is_of_this_build(tested) and tells_builds_apart(table) %}
        and {{ column }} not in (select {{ key }} from {{ table }} where _meta_built_at = {{ built_at() }})
        {%- endif %}
)
{%- endmacro %}
