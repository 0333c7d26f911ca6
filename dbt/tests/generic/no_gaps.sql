-- Between the first day and the last, each day is there.
{% test no_gaps(model, column_name) %}
select
    min({{ column_name }}) as first_day,
    max({{ column_name }}) as last_day,
    uniqExact({{ column_name }}) as days
from {{ model }}
having count() > 0 and last_day - first_day + 1 != days
{% endtest %}
