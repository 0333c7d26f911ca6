"""The embedded ClickHouse: a process that owns a chDB data folder and speaks ClickHouse's HTTP interface.

A request runs on a connection of its own, so that settings and USE end with it; a `session_id` keeps one.
`serve` is the way in, and `python -m reviewhouse.local.clickhouse` calls it with the settings of the environment.
"""
