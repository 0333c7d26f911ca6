-- When a file was committed, when the build began that saw it, and whether it has ended; seconds since 1970.
select
    toUnixTimestamp64Micro(max(finished_at)) / 1e6 as committed,
    (
        select toUnixTimestamp64Milli(max(_meta_built_at)) / 1e3
        from dwh_dev.mrt_seen_load
        where key = {key:String}
    ) as build_begun,
    (
        select count() > 0
        from dwh_dev.mrt_seen_load
        where key = {key:String}
    ) as seen
from raw_thirdparty.file_load
where key = {key:String}
