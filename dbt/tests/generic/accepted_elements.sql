-- An array holds nothing but the values named.
{% test accepted_elements(model, column_name, values) %}
select {{ column_name }}
from {{ model }}
where not hasAll(['{{ values | join("', '") }}'], {{ column_name }})
{% endtest %}
