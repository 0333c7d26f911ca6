{#-
    The text is the repr of a Python list, or JSON. It is first held against the grammar of such a list, so that a
    damaged one gives no paths rather than wrong ones; then cut into brackets and strings, a path between two brackets.
    The single quote stands as \x27, to need no escape of its own.
-#}
{% macro category_paths(text) -%}
    {%- set string -%}
        (?:\\x27(?:[^\\x27\\\\]|\\\\.)*\\x27|"(?:[^"\\\\]|\\\\.)*")
    {%- endset -%}
    {%- set path = list_of('u?' ~ string) -%}
    arrayFilter(
        path -> notEmpty(path),
        arrayMap(
            part -> arrayFilter(
                name -> name != '',
                arrayMap(
                    token -> {{ cleaned(unescaped('substring(token, 2, length(token) - 2)')) }},
                    arrayFilter(token -> token not in ('[', ']'), part)
                )
            ),
            arraySplit(
                token -> token in ('[', ']'),
                if(
                    match({{ text }}, '(?s)^\\s*(?:{{ path }}|{{ list_of(path) }})\\s*$'),
                    extractAll({{ text }}, '(?s){{ string }}|[\\[\\]]'),
                    []
                )
            )
        )
    )
{%- endmacro %}

{% macro list_of(item) -%}
\\[\\s*(?:{{ item }}(?:\\s*,\\s*{{ item }})*\\s*,?\\s*)?\\]
{%- endmacro %}
