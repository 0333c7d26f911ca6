-- What the engine logs of statements, for as long as it is kept.
create table if not exists {{ database }}.query_log as system.query_log_of_process
engine = MergeTree
partition by toYYYYMM(event_date)
order by (event_date, event_time)
ttl event_date + interval {{ days }} day
comment 'Statements of the last {{ days }} days'
