-- Waits until the rows are gone: parts without any of them are not touched.
alter table {{ database }}.{{ table }}
    delete where {{ load_id }} in {load_ids:Array(UUID)}
settings mutations_sync = 2
