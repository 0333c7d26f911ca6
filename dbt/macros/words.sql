{#- To be run when a build is done: the analytics do not wait for the index of words, which the engine then makes by
    itself. A table that has it keeps it: what comes later brings its words along. -#}
{% macro index_words(model) -%}
{%- set index = var('index_by_word') -%}
{%- set table = load_cached_relation(api.Relation.create(schema=target.schema, identifier=model)) -%}
{%- if index and table and _never_asked(table, index.name) -%}
{% do run_query("alter table " ~ table ~ " add index if not exists " ~ index.name ~ " " ~ index.definition) -%}
alter table {{ table }} materialize index {{ index.name }} settings mutations_sync = 0
{%- endif %}
{%- endmacro %}

{#- The engine forgets what it was asked long ago; asked again, it finds nothing to do. A server before 26.2 knows no
    such index, and does without. -#}
{% macro _never_asked(table, name) -%}
{%- set never_asked -%}
select count() = 0 and arrayMap(part -> toUInt32OrZero(part), splitByChar('.', version())) >= [26, 2]
from system.mutations
where
    database = '{{ table.schema }}' and table = '{{ table.identifier }}'
    and position(command, 'MATERIALIZE INDEX {{ name }}') > 0
{%- endset -%}
{{ return(run_query(never_asked).columns[0].values()[0] | int > 0) }}
{%- endmacro %}
