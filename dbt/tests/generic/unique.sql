-- No value stands in two rows: of the rows tested, and of all others. Where a value makes the key that the table is
-- ordered by, others with the value are looked for at that key.
{% test unique(model, column_name, key=none) %}
{%- set key = key or column_name %}
select {{ column_name }}
from {{ of_tested_keys(whole_of(model), key, model, key) }}
group by {{ column_name }}
having count() > 1
{% endtest %}
