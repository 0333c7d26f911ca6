-- The newest committed load of each file: the rows of these loads, and no others, are in the warehouse.
CREATE OR REPLACE VIEW {{ database }}.current_load AS
SELECT
    feed,
    bucket,
    key,
    tupleElement(newest, 'load_id') AS load_id,
    tupleElement(newest, 'etag') AS etag,
    tupleElement(newest, 'size') AS size,
    tupleElement(newest, 'last_modified') AS last_modified,
    tupleElement(newest, 'rows_loaded') AS rows_loaded,
    tupleElement(newest, 'rows_quarantined') AS rows_quarantined,
    tupleElement(newest, 'finished_at') AS loaded_at
FROM
(
    SELECT
        feed,
        bucket,
        key,
        argMax(
            tuple(load_id, etag, size, last_modified, rows_loaded, rows_quarantined, finished_at)::Tuple(
                load_id UUID, etag String, size UInt64, last_modified DateTime64(3, 'UTC'),
                rows_loaded UInt64, rows_quarantined UInt64, finished_at DateTime64(6, 'UTC')
            ),
            (finished_at, load_id)
        ) AS newest
    FROM {{ database }}.file_load
    WHERE status = 'loaded'
    GROUP BY feed, bucket, key
)
