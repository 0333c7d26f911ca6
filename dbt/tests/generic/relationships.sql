-- Each value, where there is one, is a key of the other model.
{% test relationships(model, column_name, to, field) %}
select {{ column_name }}
from {{ model }}
where
    isNotNull({{ column_name }})
    and {{ column_name }} not in (
        select {{ field }}
        from {{ of_tested_keys(to, field, model, column_name) }}
    )
{% endtest %}
