-- The statements of the last hour that came to an end, and those that failed; the doctor's own are to be refused.
select countIf(type = 'QueryFinish') as statements, countIf(type like 'Exception%') as failed
from system.query_log
where event_time > now() - interval 1 hour and event_date >= yesterday() and log_comment != 'reviewhouse doctor'
