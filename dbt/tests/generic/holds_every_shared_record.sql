-- Every readable record whose key another one shares is in the model, and nothing else is.
{% test holds_every_shared_record(model, key, records) %}
with shared as (
    select
        {{ key }},
        count() as records
    from {{ records }}
    where empty(reject_reasons)
    group by {{ key }}
    having records > 1
),

kept as (
    select
        {{ key }},
        count() as records
    from {{ model }}
    group by {{ key }}
)

select
    shared.{{ key }} as there,
    kept.{{ key }} as kept
from shared
full outer join kept on shared.{{ key }} = kept.{{ key }}
where shared.records != kept.records
{% endtest %}
