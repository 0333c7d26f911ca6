{% macro rating(text) -%}
toUInt8OrNull(extract({{ trimmed(text) }}, '^([1-5])(?:\\.0+)?$'))
{%- endmacro %}
