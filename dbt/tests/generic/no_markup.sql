-- Text for people shows no HTML: neither a tag nor an entity of the common ones.
{% test no_markup(model, column_name) %}
select {{ column_name }}
from {{ model }}
where
    match(
        ifNull({{ column_name }}, ''),
        '{{ block_tag() }}|{{ inline_tag() }}|<!--|&(?:amp|quot|lt|gt|apos|nbsp|#\\d+|#x[0-9a-fA-F]+);'
    )
{% endtest %}
