-- Mutations that failed, or have been at work for more than an hour; the oldest first.
select database, table, mutation_id, latest_fail_reason, dateDiff('second', create_time, now()) as seconds
from system.mutations
where not is_done and (latest_fail_reason != '' or create_time < now() - interval 1 hour)
order by create_time
