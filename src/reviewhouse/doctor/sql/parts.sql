-- The partition with the most active parts.
select database, table, partition_id, count() as parts
from system.parts
where active
group by database, table, partition_id
order by parts desc
limit 1
