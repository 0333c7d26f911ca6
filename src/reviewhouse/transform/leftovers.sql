-- dbt calls its working tables after the model, with what they are for: __dbt_tmp, __dbt_backup, __dbt_new_data_…
select name
from system.tables
where database = {database:String} and position(name, '__dbt_') > 0
