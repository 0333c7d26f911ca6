select load_id from {{ raw }}.file_load limit 0 settings log_comment = 'reviewhouse doctor'
