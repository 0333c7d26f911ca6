-- Loads that have left rows in a table, and that no committed row of the ledger names.
select {{ load_id }} as orphan, count() as rows
from {{ database }}.{{ table }}
where {{ began_at }} <= now64(3, 'UTC') - toIntervalSecond({seconds:Int64})
    and {{ load_id }} not in (select load_id from {{ database }}.file_load where status = 'loaded')
group by orphan
