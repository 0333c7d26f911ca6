-- In bytes; no limit is 0.
select
    (select sum(value) from system.metrics where metric = 'MemoryTracking') as used,
    (select max(toUInt64(value)) from system.server_settings where name = 'max_server_memory_usage') as most
