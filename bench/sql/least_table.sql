-- A table that costs an INSERT as little as a compressed one can: in no order, with the cheapest codec, nothing forced to
-- the disk, and no merge of its parts.
create or replace table {{ database }}.least_of_an_insert
(
    {% for column in feed.columns -%}
    {{ column | identifier }} String{{ "," if not loop.last }}
    {% endfor -%}
)
engine = MergeTree
order by ()
settings default_compression_codec = 'LZ4', min_parts_to_merge_at_once = 1000, string_serialization_version = 'single_stream'
