-- The least that an INSERT can do: the columns of the files as they are, uncompressed and in no order.
create or replace table {{ database }}.bare
engine = MergeTree order by tuple()
settings default_compression_codec = 'NONE'
as select *
from s3(
    lake,
    filename = {filename:String},
    format = 'CSVWithNames',
    structure = {structure:String},
    compression_method = {compression:String}
)
settings input_format_with_names_use_header = 0
