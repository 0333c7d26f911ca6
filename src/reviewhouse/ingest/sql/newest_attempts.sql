-- The newest attempt on each key of a feed, from one key to another, and how often its version has failed since a version was last loaded.
with
    attempts as
    (
        select *
        from {{ database }}.file_load
        where
            feed = {feed:String}
            and bucket = {bucket:String}
            and key between {first:String} and {last:String}
    ),
    newest as
    (
        select *
        from attempts
        order by finished_at desc, load_id desc
        limit 1 by key
    ),
    history as
    (
        select
            key,
            groupArrayIf((etag, size, finished_at), status = 'failed') as failed,
            maxIf(finished_at, status = 'loaded') as last_loaded
        from attempts
        group by key
    )
select
    newest.key as key,
    newest.etag as etag,
    newest.size as size,
    newest.last_modified as last_modified,
    newest.status as status,
    newest.rows_loaded as rows_loaded,
    newest.rows_quarantined as rows_quarantined,
    newest.is_permanent as is_permanent,
    newest.error as error,
    newest.note as note,
    newest.finished_at as finished_at,
    arrayCount(one -> one.1 = newest.etag and one.2 = newest.size and one.3 > last_loaded, failed) as failures
from newest
inner join history on history.key = newest.key
