{#- The column by which a load is held against its file: summed up from what was parsed, without reading all texts again. -#}
_meta_content_bytes UInt64 materialized
    {% for column in feed.columns -%}
    {{ "+ " if not loop.first }}length({{ column | identifier }})
    {% endfor -%}
    comment 'Bytes of the fields, as they came' codec(T64, ZSTD(1))
