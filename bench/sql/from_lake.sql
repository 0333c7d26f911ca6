from s3(
    lake,
    filename = {filename:String},
    format = 'CSVWithNames',
    structure = {structure:String},
    compression_method = {compression:String}
)
