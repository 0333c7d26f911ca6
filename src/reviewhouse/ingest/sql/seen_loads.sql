select load_id from {{ database }}.mrt_seen_load
