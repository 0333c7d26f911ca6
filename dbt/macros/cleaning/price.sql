{#- The pattern takes at most ten digits before the point: what Decimal(12, 2) holds. -#}
{% macro price(text) -%}
    {%- set number -%}
        extract({{ trimmed(text) }}, '^\\$?\\s*((?:\\d{1,3}(?:,\\d{3}){1,2}|\\d{1,10})(?:\\.\\d{1,2}0*)?)$')
    {%- endset -%}
    cast(toDecimal64OrNull(replaceAll({{ number }}, ',', ''), 2) as Nullable(Decimal(12, 2)))
{%- endmacro %}
