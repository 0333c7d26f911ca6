{#- ClickHouse reads 2014-02-31 as March 3: a day counts only if it is written back as it was read. -#}
{% macro moment_of_review_time(text) -%}
    {%- set parts -%}
        extractGroups({{ trimmed(text) }}, '^(\\d{1,2})\\s+(\\d{1,2})\\s*,\\s*(\\d{4})$')
    {%- endset -%}
    {%- set day -%}
        concat({{ parts }}[3], '-', leftPad({{ parts }}[1], 2, '0'), '-', leftPad({{ parts }}[2], 2, '0'))
    {%- endset -%}
    if(toString(toDateOrNull({{ day }})) = {{ day }}, toDateTime64(toDateOrNull({{ day }}), 0, 'UTC'), null)
{%- endmacro %}
