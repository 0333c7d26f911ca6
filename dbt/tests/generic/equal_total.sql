-- A total over this model equals a total over another.
{% test equal_total(model, total, to, to_total) %}
select
    (select {{ total }} from {{ whole_of(model) }}) as here,
    (select {{ to_total }} from {{ to }}) as there
where here != there
{% endtest %}
