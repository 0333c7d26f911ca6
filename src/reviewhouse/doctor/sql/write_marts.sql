-- No row: it only shows whether the user would be let.
insert into {{ marts }}.mrt_seen_load select * from {{ marts }}.mrt_seen_load where false
settings log_comment = 'reviewhouse doctor'
