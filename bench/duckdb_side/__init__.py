"""The tables of the warehouse from the same files, built by DuckDB into one database file, for comparison.

DuckDB is spared what the warehouse does besides: the ledger, counting each file without a CSV parser, quarantine, which
load a row came with, the tables that later builds follow from, sorting, and every check. Its macros are tuned to the
synthetic feed where that changes no row.
"""
