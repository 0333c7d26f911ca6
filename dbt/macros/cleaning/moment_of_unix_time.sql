{#- 5662310399 is the last second of the last day that fits Date, in June 2149. -#}
{% macro moment_of_unix_time(text) -%}
    {%- set seconds -%}
        toInt64OrNull(extract({{ trimmed(text) }}, '^0*(\\d{1,10})(?:\\.0*)?$'))
    {%- endset -%}
    if({{ seconds }} <= 5662310399, fromUnixTimestamp64Second({{ seconds }}, 'UTC'), null)
{%- endmacro %}
