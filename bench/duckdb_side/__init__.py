"""The warehouse's tables from the same files, built by DuckDB into one database file: what the benchmark compares with."""
