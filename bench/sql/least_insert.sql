-- The columns of a file and nothing else, in the large parts that the loader writes, too.
insert into {{ database }}.least_of_an_insert
select *
{% include 'from_lake.sql' %}
settings min_insert_block_size_bytes = 134217728, input_format_with_names_use_header = 0
