-- For tables of versions before 0.2, which had no such column.
alter table {{ database }}.quarantine{{ on_cluster }}
    add column if not exists quarantined_at DateTime64(3, 'UTC') default now64(3, 'UTC')
    comment 'When the record was put here'
