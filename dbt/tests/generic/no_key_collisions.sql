-- Two natural keys never hash to one key: a second, independent hash tells them apart.
{% test no_key_collisions(model, column_name, natural_key) %}
select {{ column_name }}
from {{ model }}
group by {{ column_name }}
having min(cityHash64({{ natural_key }})) != max(cityHash64({{ natural_key }}))
{% endtest %}
