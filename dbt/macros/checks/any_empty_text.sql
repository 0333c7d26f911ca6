{% macro any_empty_text(relation) -%}
false
    {%- for column in adapter.get_columns_in_relation(relation) if column.is_string() %}
    or empty({{ column.quoted }})
    {%- endfor %}
{%- endmacro %}
