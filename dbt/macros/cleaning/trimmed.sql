{#- RE2 counts only ASCII as \s; \pZ adds the other separators, such as the no-break space. -#}
{% macro trimmed(text) -%}
replaceRegexpAll({{ text }}, '^[\\s\\pZ]+|[\\s\\pZ]+$', '')
{%- endmacro %}
