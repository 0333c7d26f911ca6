{#- Tags go first: what remains of `&lt;Home&gt;` after decoding was written by a person and must stay. -#}
{% macro cleaned(text) -%}
    {%- set block_tag -%}
        (?i)</?(?:br|p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|hr|pre|blockquote|section|article)\\b[^<>]*>
    {%- endset -%}
    {%- set any_tag = '</?[a-zA-Z][^<>]*>' -%}
    {%- set untagged -%}
        replaceRegexpAll(replaceRegexpAll({{ text }}, '{{ block_tag }}', ' '), '{{ any_tag }}', '')
    {%- endset -%}
    {{ trimmed('toValidUTF8(decodeHTMLComponent(' ~ untagged ~ '))') }}
{%- endmacro %}

{% macro cleaned_or_null(text) -%}
nullIf({{ cleaned(text) }}, '')
{%- endmacro %}

{% macro cleaned_name(text) -%}
nullIf(replaceRegexpAll({{ cleaned(text) }}, '[\\s\\pZ]+', ' '), '')
{%- endmacro %}
