select load_id, feed, key, loaded_at from {{ database }}.current_load order by loaded_at, key
