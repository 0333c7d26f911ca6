{#- To be run when a build is done: the analytics do not wait for the index of words, which the engine then makes by
    itself. A table that has it keeps it: what comes later brings its words along. -#}
{% macro index_words(model) -%}
{%- set index = var('index_by_word') -%}
{%- set table = load_cached_relation(api.Relation.create(schema=target.schema, identifier=model)) -%}
{%- if index and table and not _has_index(table, index.name) -%}
{% do run_query("alter table " ~ table ~ " add index if not exists " ~ index.name ~ " " ~ index.definition) -%}
alter table {{ table }} materialize index {{ index.name }} settings mutations_sync = 0
{%- endif %}
{%- endmacro %}

{% macro _has_index(table, name) -%}
{%- set found -%}
select count() from system.data_skipping_indices
where database = '{{ table.schema }}' and table = '{{ table.identifier }}' and name = '{{ name }}'
{%- endset -%}
{{ return(run_query(found).columns[0].values()[0] | int > 0) }}
{%- endmacro %}
