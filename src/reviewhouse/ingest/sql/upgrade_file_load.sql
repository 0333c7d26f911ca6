-- For ledgers of versions before 0.2, which had no such column.
alter table {{ database }}.file_load{{ on_cluster }}
    add column if not exists note String comment 'What was unusual about a file that is loaded, for a person'
