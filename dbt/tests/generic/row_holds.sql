-- A condition holds in each row; where it is NULL it does not.
{% test row_holds(model, condition) %}
select *
from {{ model }}
where not ifNull({{ condition }}, false)
{% endtest %}
