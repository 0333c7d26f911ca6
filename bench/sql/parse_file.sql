-- All columns of review files, read and parsed by ClickHouse, and thrown away.
select *
{% include 'from_lake.sql' %}
format Null
settings input_format_with_names_use_header = 0
