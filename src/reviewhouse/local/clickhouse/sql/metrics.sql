-- What /metrics shows, under the names that ClickHouse's own endpoint for Prometheus uses.
with
    active_parts as
    (
        select count() as parts, sum(rows) as rows, sum(bytes_on_disk) as bytes
        from system.parts
        where active
    ),
    fullest_partition as
    (
        select max(parts) as parts
        from (select count() as parts from system.parts where active group by database, table, partition_id)
    )
select name, value, help, type
from
(
    select
        concat('ClickHouseProfileEvents_', event) as name,
        toFloat64(value) as value,
        description as help,
        'counter' as type
    from system.events
    union all
    select concat('ClickHouseMetrics_', metric), toFloat64(value), description, 'gauge'
    from system.metrics
    union all
    select concat('ClickHouseErrorMetric_', name), toFloat64(value), concat('Errors of the kind ', name), 'counter'
    from system.errors
    union all
    select 'ClickHouseErrorMetric_ALL', toFloat64(sum(value)), 'Errors of every kind', 'counter'
    from system.errors
    union all
    select
        concat('ClickHouseAsyncMetrics_', metric.1),
        toFloat64(ifNull(metric.2, 0)),
        metric.3,
        'gauge'
    from
    (
        select
            arrayJoin([
                ('Uptime', toUInt64(uptime()), 'Seconds since the process was started'),
                ('MemoryResident', {resident:UInt64}, 'Bytes of memory that the process holds'),
                ('OSMemoryTotal', {machine:UInt64}, 'Bytes of memory of the machine'),
                ('NumberOfDatabases', (select count() from system.databases), 'Databases'),
                ('NumberOfTables', (select count() from system.tables where not is_temporary), 'Tables of all databases'),
                ('TotalPartsOfMergeTreeTables', (select parts from active_parts), 'Active parts of all tables'),
                ('TotalRowsOfMergeTreeTables', (select rows from active_parts), 'Rows of all tables'),
                ('TotalBytesOfMergeTreeTables', (select bytes from active_parts), 'Bytes on disk of all tables'),
                ('MaxPartCountForPartition', (select parts from fullest_partition), 'Parts of the fullest partition'),
                ('DiskAvailable_default', (select free_space from system.disks where name = 'default'), 'Free bytes'),
                ('DiskTotal_default', (select total_space from system.disks where name = 'default'), 'Bytes of the disk')
            ]) as metric
    )
)
order by name
settings system_events_show_zero_values = 1
