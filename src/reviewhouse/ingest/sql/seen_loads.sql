select load_id from {{ database }}.mrt_load_audit
