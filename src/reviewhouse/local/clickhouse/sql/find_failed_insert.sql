-- How the newest INSERT of a client's statement ended; nothing where it is not in the log.
select exception
from system.query_log_of_process
where
    event_date >= toDate(fromUnixTimestamp64Micro({began_at:Int64}))
    and event_time_microseconds >= fromUnixTimestamp64Micro({began_at:Int64})
    and type != 'QueryStart'
    and query_kind = 'Insert'
    and Settings[{{ owner_setting }}] = {owner:String}
order by event_time_microseconds desc
limit 1
format JSONEachRow
