select concat('Code: ', toString(code), '. DB::Exception: ', last_error_message, '. (', name, ')') as exception
from system.errors
where last_error_time >= toDateTime(fromUnixTimestamp64Micro({began_at:Int64}))
order by last_error_time desc, value
limit 1
format JSONEachRow
