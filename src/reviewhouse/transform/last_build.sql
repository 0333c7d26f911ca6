-- Whether the last build ended well, by which models it was made, how much has come since, and of which feeds loads
-- have come or gone.
select
    (select max(_meta_built_at) from {{ database }}.stg_current_load) as begun_at,
    (select max(_meta_built_at) from {{ database }}.mrt_seen_load) as ended_at,
    (select any(models_version) from {{ database }}.stg_current_load) as models_version,
    (select count() from {{ database }}.mrt_seen_load) as loads,
    sumIf(rows_loaded, load_id in (select load_id from {{ database }}.mrt_seen_load)) as rows_seen,
    sumIf(rows_loaded, load_id not in (select load_id from {{ database }}.mrt_seen_load)) as rows_new,
    arrayDistinct(arrayConcat(
        groupUniqArrayIf(feed, load_id not in (select load_id from {{ database }}.mrt_seen_load)),
        (
            select groupUniqArray(feed)
            from {{ database }}.mrt_seen_load
            where load_id not in (select load_id from {{ raw_database }}.current_load)
        )
    )) as feeds_changed
from {{ raw_database }}.current_load
