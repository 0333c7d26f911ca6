select load_id from {{ raw }}.file_load limit 0
