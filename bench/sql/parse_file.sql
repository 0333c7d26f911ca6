-- All columns of review files, read and parsed by ClickHouse, and thrown away.
select *
from s3(
    lake,
    filename = {filename:String},
    format = 'CSVWithNames',
    structure = {structure:String},
    compression_method = {compression:String}
)
format Null
settings input_format_with_names_use_header = 0
