-- When the marts were last complete and checked; 1970 where they are empty.
select max(built_at) as built_at from {{ marts }}.mrt_seen_load
