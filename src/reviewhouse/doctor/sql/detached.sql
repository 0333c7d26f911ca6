-- Parts that lie beside their tables, unread.
select database, table, any(reason) as reason, count() as parts
from system.detached_parts
group by database, table
order by parts desc
