-- No row: it only shows whether the user would be let.
insert into {{ raw }}.file_load select * from {{ raw }}.file_load where false
settings log_comment = 'reviewhouse doctor'
