-- Each value, where there is one, is a key of the other model.
{% test relationships(model, column_name, to, field) %}
{%- set named = named_keys(model, column_name, to, field) -%}
select {{ column_name }}
from {{ named }}
where
    (select count() > 0 from {{ named }})
    and {{ column_name }} not in (
        select {{ field }}
        from {{ of_tested_keys(to, field, model, column_name, named) }}
    )
{% endtest %}
