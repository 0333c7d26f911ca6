select load_id from {{ marts }}.mrt_seen_load limit 0 settings log_comment = 'reviewhouse doctor'
