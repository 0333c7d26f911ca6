-- By feed: files with a load that counts, and files whose newest attempt failed.
select
    feed,
    countIf(loads > 0) as loaded,
    countIf(newest_status = 'failed') as failed,
    sum(newest_rows) as records,
    sum(newest_quarantined) as quarantined
from
(
    select
        feed,
        bucket,
        key,
        countIf(status = 'loaded') as loads,
        argMax(status, finished_at) as newest_status,
        argMaxIf(rows_loaded, finished_at, status = 'loaded') as newest_rows,
        argMaxIf(rows_quarantined, finished_at, status = 'loaded') as newest_quarantined
    from {{ database }}.file_load
    group by feed, bucket, key
)
group by feed
order by feed
