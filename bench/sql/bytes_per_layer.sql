-- What each layer takes on disk.
select
    multiIf(database = {raw_database:String}, 'bronze', startsWith(table, 'stg_'), 'silver', 'gold') as layer,
    sum(bytes_on_disk) as bytes
from system.parts
where active and database in ({raw_database:String}, {warehouse_database:String})
group by layer
