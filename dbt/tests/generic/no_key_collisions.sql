-- Two natural keys never hash to one key, nor one to two.
{% test no_key_collisions(model, column_name, natural_key) %}
select
    uniqExact({{ column_name }}) as keys,
    uniqExact({{ natural_key }}) as natural_keys,
    uniqExact({{ column_name }}, {{ natural_key }}) as pairs
from {{ model }}
having keys != pairs or natural_keys != pairs
{% endtest %}
