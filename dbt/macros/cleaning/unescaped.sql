{#-
    Python's escapes are rewritten as JSON's, which ClickHouse reads. Between two escaped backslashes every backslash
    begins an escape, hence the split. `\U0001f600` has no like in JSON and becomes an HTML entity, decoded later.
-#}
{% macro unescaped(text) -%}
    {%- set as_json -%}
        replaceRegexpAll(
            replaceRegexpAll(
                replaceRegexpAll(
                    replaceRegexpAll(
                        replaceRegexpAll(piece, '\\\\x([0-9a-fA-F]{2})', '\\\\u00\\1'),
                        '\\\\U000([0-9a-fA-F]{5})', '&#x\\1;'
                    ),
                    '\\\\([^"/bfnrtu])', '\\1'
                ),
                '\\\\?"', '\\\\"'
            ),
            '[\\x00-\\x1f]', ' '
        )
    {%- endset -%}
    if(
        position({{ text }}, '\\') = 0,
        {{ text }},
        JSONExtractString(concat(
            '"', arrayStringConcat(arrayMap(piece -> {{ as_json }}, splitByString('\\\\', {{ text }})), '\\\\'), '"'
        ))
    )
{%- endmacro %}
