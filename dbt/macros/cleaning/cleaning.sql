{#-
    RE2 counts only ASCII as \s; \pZ adds the other separators, such as the no-break space. Few texts begin or end with
    anything beyond ASCII: the others are spared the patterns. Two of them, since one that is bound to an end of the
    text does not search all of it.
-#}
{% macro trimmed(text) -%}
{%- set inner -%}
    trimBoth({{ text }}, '\t\n\f\r ')
{%- endset -%}
if(
    greatest(ascii({{ inner }}), ascii(right({{ inner }}, 1))) < 128,
    {{ inner }},
    replaceRegexpOne(replaceRegexpOne({{ inner }}, '^[\\s\\pZ]+', ''), '[\\s\\pZ]+$', '')
)
{%- endmacro %}

{#-
    Tags go first: what remains of `&lt;Home&gt;` after decoding was written by a person and must stay. Most tags are
    line breaks, spelled like this, and need no pattern. The patterns begin with a character of their own, so that a
    text without it is passed over; a condition around them would cost more: the engine then computes them twice.
-#}
{% macro cleaned(text) -%}
    {%- set untagged -%}
        replaceRegexpAll(
            replaceRegexpAll(replaceAll({{ text }}, '<br />', ' '), '{{ block_tag() }}', ' '),
            '<(?:(?s:!--.*?-->)|![^<>]*>)|{{ inline_tag() }}',
            ''
        )
    {%- endset -%}
    {{ trimmed('toValidUTF8(decodeHTMLComponent(' ~ untagged ~ '))') }}
{%- endmacro %}

{% macro cleaned_or_null(text) -%}
nullIf({{ cleaned(text) }}, '')
{%- endmacro %}

{#- A run of white space becomes one space; a single space, which is most of them, is not worth a replacement. -#}
{% macro cleaned_name(text) -%}
nullIf(replaceRegexpAll({{ cleaned(text) }}, '[\\s\\pZ]{2,}|[^ \\PZ]|[\\t\\n\\f\\r]', ' '), '')
{%- endmacro %}

{#- Only names that HTML knows make a tag: `x<y and z>w` is no markup. -#}
{% macro block_tag() -%}
    {%- set names = 'br p div hr h[1-6] li ul ol dl dt dd table thead tbody tr td th pre blockquote center
        html head body title section article header footer nav form'.split() -%}
    {{ tag_named(names) }}
{%- endmacro %}

{% macro inline_tag() -%}
    {%- set names = 'a b i u s em strong small big sub sup strike cite q abbr del ins code span font
        img map area iframe object embed param video audio source input label button
        script noscript style link meta'.split() -%}
    {{ tag_named(names) }}
{%- endmacro %}

{% macro tag_named(names) -%}
<(?i:/?(?:{{ names | join('|') }})(?:\\s[^<>]*)?/?>)
{%- endmacro %}

{#-
    5662310399 is the last second of the last day that fits Date, in June 2149. Ten characters that make a number of ten
    digits are what most records bring, and need no pattern.
-#}
{% macro moment_of_unix_time(text) -%}
    {%- set seconds -%}
        if(
            length({{ text }}) = 10 and toUInt64OrZero({{ text }}) >= 1000000000,
            toInt64OrNull({{ text }}),
            toInt64OrNull(extract({{ trimmed(text) }}, '^0*(\\d{1,10})(?:\\.\\d*)?$'))
        )
    {%- endset -%}
    if({{ seconds }} <= 5662310399, fromUnixTimestamp64Second({{ seconds }}, 'UTC'), null)
{%- endmacro %}

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

{% macro rating(text) -%}
toUInt8OrNull(extract({{ trimmed(text) }}, '^([1-5])(?:\\.0+)?$'))
{%- endmacro %}

{#- Nine digits always fit UInt32, so that both numbers are read or none is. -#}
{% macro votes(text, position) -%}
    {%- set number, other = '(\\\\d{1,9})', '\\\\d{1,9}' -%}
    {%- set pair = [number, other] if position == 1 else [other, number] -%}
    toUInt32OrNull(extract({{ trimmed(text) }}, '^\\[\\s*{{ pair | join('\\\\s*,\\\\s*') }}\\s*\\]$'))
{%- endmacro %}

{#- The pattern takes at most ten digits before the point: what Decimal(12, 2) holds. -#}
{% macro price(text) -%}
    {%- set dollars = '\\\\d{1,10}|\\\\d{1,3}(?:,\\\\d{3}){1,2}|\\\\d(?:,\\\\d{3}){3}' -%}
    {%- set cents = '\\\\.\\\\d{1,2}0*' -%}
    {%- set number -%}
        extract({{ trimmed(text) }}, '^\\$?\\s*((?:{{ dollars }})(?:{{ cents }}|\\.)?|{{ cents }})$')
    {%- endset -%}
    cast(toDecimal64OrNull(replaceAll({{ number }}, ',', ''), 2) as Nullable(Decimal(12, 2)))
{%- endmacro %}

{#-
    The text is the repr of a Python list, or JSON. It is first held against the grammar of such a list, so that a
    damaged one gives no paths rather than wrong ones; then cut into brackets and strings, a path between two brackets.
    A path of more names than a category can be deep is none.
    The single quote stands as \x27, to need no escape of its own.
-#}
{% macro category_paths(text) -%}
    {%- set string -%}
        (?:\\x27(?:[^\\x27\\\\]|\\\\.)*\\x27|"(?:[^"\\\\]|\\\\.)*")
    {%- endset -%}
    {%- set path = list_of('u?' ~ string) -%}
    {%- set name = unescaped('substring(token, 2, length(token) - 2)') -%}
    {%- set tokens -%}
        extractAll({{ text }}, '(?s){{ string }}|[\\[\\]]')
    {%- endset -%}
    {%- set unreadable -%}
        token not in ('[', ']') and length(token) > 2 and {{ name }} = ''
    {%- endset -%}
    arrayFilter(
        path -> length(path) between 1 and 255,
        arrayMap(
            part -> arrayFilter(
                name -> name != '',
                arrayMap(
                    token -> {{ cleaned(name) }},
                    arrayFilter(token -> token not in ('[', ']'), part)
                )
            ),
            arraySplit(
                token -> token in ('[', ']'),
                if(
                    match({{ text }}, '(?s)^\\s*(?:{{ path }}|{{ list_of(path) }})\\s*$')
                    and not arrayExists(token -> {{ unreadable }}, {{ tokens }}),
                    {{ tokens }},
                    []
                )
            )
        )
    )
{%- endmacro %}

{% macro list_of(item) -%}
\\[\\s*(?:{{ item }}(?:\\s*,\\s*{{ item }})*\\s*,?\\s*)?\\]
{%- endmacro %}

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
