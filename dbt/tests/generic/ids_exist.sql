-- Each id of an array is a key of the other model.
{% test ids_exist(model, column_name, to, field) %}
select id
from (
    select arrayJoin({{ column_name }}) as id
    from {{ model }}
)
where id not in (select {{ field }} from {{ to }})
{% endtest %}
