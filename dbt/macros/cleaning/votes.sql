{#- Nine digits always fit UInt32, so that both numbers are read or none is. -#}
{% macro votes(text, position) -%}
    {%- set pair -%}
        extractGroups({{ trimmed(text) }}, '^\\[\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*\\]$')
    {%- endset -%}
    toUInt32OrNull({{ pair }}[{{ position }}])
{%- endmacro %}
