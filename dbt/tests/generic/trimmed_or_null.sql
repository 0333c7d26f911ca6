-- Text neither begins nor ends with white space, and is NULL rather than empty: every text column, in one reading.
{% test trimmed_or_null(model) %}
select *
from {{ model }}
where {{ any_untrimmed_text(model) }}
{% endtest %}
