{#- Added up, and not joined by `or`, for which the engine copies the texts that each further condition looks at. -#}
{% macro any_untrimmed_text(relation) -%}
0
    {%- for column in adapter.get_columns_in_relation(relation) if column.is_string() %}
        {%- set text = column.quoted %}
    + ifNull(empty({{ text }}) + match({{ text }}, '^[\\s\\pZ]') + match({{ text }}, '[\\s\\pZ]$'), 0)
    {%- endfor %}
> 0
{%- endmacro %}
