-- Text for people neither begins nor ends with white space, and is NULL rather than empty.
{% test trimmed_or_null(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} = '' or {{ column_name }} != {{ trimmed(column_name) }}
{% endtest %}
