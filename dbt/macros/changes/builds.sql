{#- The moment of this build, the same in all of its rows. -#}
{% macro built_at() -%}
parseDateTime64BestEffort('{{ run_started_at }}', 3, 'UTC')
{%- endmacro %}

{#- A table as the build before this one left it: no ref(), which would make the models depend on each other in a ring. -#}
{% macro as_before(name) -%}
`{{ this.schema }}`.`{{ name }}`
{%- endmacro %}

{% macro new_loads(feed) -%}
(select load_id from {{ ref('stg_load_change') }} where feed = '{{ feed }}' and is_new)
{%- endmacro %}

{% macro gone_loads(feed) -%}
(select load_id from {{ ref('stg_load_change') }} where feed = '{{ feed }}' and not is_new)
{%- endmacro %}

{#- A scalar subquery is known before tables are read: where there is none, nothing is. -#}
{% macro any_gone_load(feed) -%}
(select count() > 0 from {{ ref('stg_load_change') }} where feed = '{{ feed }}' and not is_new)
{%- endmacro %}
