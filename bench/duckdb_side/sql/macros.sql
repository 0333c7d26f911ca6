-- The cleaning of dbt/macros/cleaning for DuckDB. An argument stands in several places of its macro and would be computed
-- in each: give these macros columns, not expressions.

-- Few texts begin or end with white space, or with anything beyond ASCII: the others are spared the replacement.
create macro trimmed(x) as case
    when x >= '!' and x < chr(127) and x[-1] between '!' and '~' then x
    else regexp_replace(x, '^[\s\pZ]+|[\s\pZ]+$', '', 'g')
end;

create macro one_spaced(x) as case
    when regexp_matches(x, '[\t\n\f\r]|  |[^\x00-\x7f]') then regexp_replace(x, '[\s\pZ]+', ' ', 'g')
    else x
end;

create macro without_blocks(x) as case
    when contains(x, '<') then regexp_replace(
        x,
        '<(?i:/?(?:br|p|div|hr|h[1-6]|li|ul|ol|dl|dt|dd|table|thead|tbody|tr|td|th|pre|blockquote|center'
        || '|html|head|body|title|section|article|header|footer|nav|form)(?:\s[^<>]*)?/?>)',
        ' ',
        'g'
    )
    else x
end;

-- All alternatives begin with one character, outside of the group: RE2 finds it by itself, twice as fast.
create macro without_tags(x) as case
    when contains(x, '<') then regexp_replace(
        x,
        '<(?i:/?(?:a|b|i|u|s|em|strong|small|big|sub|sup|strike|cite|q|abbr|del|ins|code|span|font'
        || '|img|map|area|iframe|object|embed|param|video|audio|source|input|label|button'
        || '|script|noscript|style|link|meta)(?:\s[^<>]*)?/?>|(?s:!--.*?-->)|![^<>]*>)',
        '',
        'g'
    )
    else x
end;

-- Entities, steps one and two: the frequent ones, which need no table. None of them writes an ampersand, so that
-- nothing is decoded twice. (DuckDB has no decoder; its extension inet has one, and would have to be downloaded.)
create macro with_quotes(x) as case
    when contains(x, '&') then replace(replace(x, '&quot;', '"'), '&lt;', '<')
    else x
end;

create macro with_frequent_entities(x) as case
    when contains(x, '&')
        then replace(replace(replace(replace(x, '&#39;', ''''), '&#34;', '"'), '&gt;', '>'), '&eacute;', 'é')
    else x
end;

create macro code_point(code) as case
    when code between 55296 and 57343 then '�'
    when code between 0 and 1114111 then chr(code)
end;

-- `entities` holds the names that HTML knows; what is no character of Unicode stays as it is written.
create macro character_of(name) as case
    when regexp_full_match(name, '#(\d{1,7}|[xX][0-9a-fA-F]{1,6})') then code_point(
        case when name[2] in ('x', 'X') then ('0x' || name[3:])::integer else name[2:]::integer end
    )
    else getvariable('entities')[name]
end;

-- Step three: the text is cut before each ampersand, and each piece looked up, where any but `&amp;` is left.
create macro with_entities(x) as case
    when not contains(x, '&') then x
    when not contains(replace(x, '&amp;', ''), '&') then replace(x, '&amp;', '&')
    else array_to_string(list_transform(string_split(x, '&'), lambda piece, place: case
        when place = 1 then piece
        when contains(piece, ';') and character_of(split_part(piece, ';', 1)) is not null
            then character_of(split_part(piece, ';', 1)) || substr(piece, strpos(piece, ';') + 1)
        else '&' || piece
    end), '')
end;

create macro rating(x) as try_cast(regexp_extract(x, '^([1-5])(?:\.0+)?$', 1) as utinyint);

create macro seconds_of_unix_time(x) as try_cast(regexp_extract(x, '^0*(\d{1,10})(?:\.\d*)?$', 1) as bigint);

-- Of text that is no day nothing is left, and that is no date.
create macro day_of_review_time(x) as try_cast(
    regexp_replace(x, '^(\d{1,2})\s+(\d{1,2})\s*,\s*(\d{4})$|^(?s:.*)$', '\3-\1-\2') as date
);

-- Both between 1970 and 2149, what a Date of ClickHouse holds.
create macro moment(unix_seconds, review_time) as coalesce(
    case when unix_seconds <= 5662310399 then make_timestamp(1000000 * unix_seconds) end,
    case
        when day_of_review_time(review_time) between date '1970-01-01' and date '2149-06-06'
            then day_of_review_time(review_time)::timestamp
    end
);

-- At most ten digits before the point: what decimal(12, 2) holds.
create macro price_of(x) as try_cast(replace(regexp_extract(
    x,
    '^\$?\s*((?:\d{1,10}|\d{1,3}(?:,\d{3}){1,2}|\d(?:,\d{3}){3})(?:\.\d{1,2}0*|\.)?|\.\d{1,2}0*)$',
    1
), ',', '') as decimal(12, 2));

create macro folded_brand(x) as lower(case
    when regexp_matches(x, '[\s\pZ]') then regexp_replace(x, '[\s\pZ]+', '', 'g')
    else x
end);

-- A string of Python or JSON, and a list of such.
create macro quoted() as '(?:''(?:[^''\\]|\\.)*''|"(?:[^"\\]|\\.)*")';

create macro list_of(item) as '\[\s*(?:' || item || '(?:\s*,\s*' || item || ')*\s*,?\s*)?\]';

-- Python's escapes are rewritten as JSON's. Between two escaped backslashes every backslash begins an escape, hence the
-- split.
create macro as_json(x) as '"' || array_to_string(list_transform(string_split(x, '\\'), lambda piece: regexp_replace(
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(piece, '\\x([0-9a-fA-F]{2})', '\\u00\1', 'g'), '\\U000([0-9a-fA-F]{5})', '&#x\1;', 'g'
            ),
            '\\([^"/bfnrtu])', '\1', 'g'
        ),
        '\\?"', '\\"', 'g'
    ),
    '[\x00-\x1f]', ' ', 'g'
)), '\\') || '"';

create macro unescaped(x) as case
    when not contains(x, '\') then x
    when json_valid(as_json(x)) then json_extract_string(as_json(x), '$')
    else ''
end;

-- Every node of a product once.
create macro category_ids_of(paths) as list_sort(list_distinct(flatten(list_transform(
    paths, lambda path: list_transform(range(1, len(path) + 1), lambda depth: hash(path[1:depth]))
))));
