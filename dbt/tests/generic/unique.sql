-- No value stands in two rows: of the rows tested, and of all others.
{% test unique(model, column_name) %}
select {{ column_name }}
from {{ of_tested_keys(whole_of(model), column_name, model, column_name) }}
group by {{ column_name }}
having count() > 1
{% endtest %}
