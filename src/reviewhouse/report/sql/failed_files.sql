-- Files whose newest attempt failed, the latest failure first.
select
    feed,
    key,
    argMax(error, finished_at) as reason
from {{ database }}.file_load
group by feed, bucket, key
having argMax(status, finished_at) = 'failed'
order by max(finished_at) desc, key
limit {limit:UInt64}
