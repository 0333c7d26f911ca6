{#-
    Added up, and not joined by `or`, for which the engine copies the texts that each further condition looks at. What
    neither begins nor ends with white space of ASCII, or with anything beyond ASCII, is spared the patterns.
-#}
{% macro any_untrimmed_text(relation) -%}
0
    {%- for column in adapter.get_columns_in_relation(relation) if column.is_string() %}
        {%- set text = column.quoted %}
        {%- set ends = 'ascii(' ~ text ~ '), ascii(right(' ~ text ~ ', 1))' %}
    + ifNull(
        if(
            least({{ ends }}) < 33 or greatest({{ ends }}) > 127,
            empty({{ text }}) + match({{ text }}, '^[\\s\\pZ]') + match({{ text }}, '[\\s\\pZ]$'),
            0
        ),
        0
    )
    {%- endfor %}
> 0
{%- endmacro %}
