-- No two rows agree in all of the columns: of the rows tested, and of all others.
{% test unique_combination(model, columns) %}
select {{ columns | join(', ') }}
from {{ of_tested_keys(whole_of(model), columns | join(', '), model, columns | join(', ')) }}
group by {{ columns | join(', ') }}
having count() > 1
{% endtest %}
