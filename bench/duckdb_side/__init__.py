"""The tables of the warehouse from the same files, built by DuckDB into one database file, for comparison."""
