-- Text is NULL rather than empty, in each column of the model that holds text.
{% test no_empty_text(model) %}
select *
from {{ model }}
where {{ any_empty_text(model) }}
{% endtest %}
