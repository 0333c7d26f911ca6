-- Many products share their categories: each text is read once. It is first held against the grammar of a list of lists,
-- or of a list, of Python or JSON; what is neither gives no paths.
create temp table category_text as
with spelled as (
    select
        categories,
        case
            when regexp_full_match(
                categories,
                '(?s)\s*(?:' || list_of('u?' || quoted()) || '|' || list_of(list_of('u?' || quoted())) || ')\s*'
            )
                then list_transform(
                    regexp_extract_all(categories, '(?s)' || list_of('u?' || quoted())),
                    lambda path: list_transform(
                        regexp_extract_all(path, '(?s)' || quoted()), lambda name: unescaped(name[2:-2])
                    )
                )
            else []
        end as paths
    from (select distinct categories from raw_thirdparty.amazon_metadata)
),

untagged as (
    select
        categories,
        list_transform(paths, lambda path: list_transform(path, lambda name: without_tags(without_blocks(name)))) as paths
    from spelled
),

decoded as (
    select
        categories,
        list_transform(paths, lambda path: list_transform(path, lambda name: with_entities(name))) as paths
    from untagged
)

select
    categories,
    list_filter(
        list_transform(
            paths,
            lambda path: list_filter(list_transform(path, lambda name: trimmed(name)), lambda name: name != '')
        ),
        lambda path: len(path) > 0
    )::varchar[][] as category_paths
from decoded;
