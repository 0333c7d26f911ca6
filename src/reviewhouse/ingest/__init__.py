"""From a file version in the lake to raw rows, once. Nothing here knows of Dagster."""

from pathlib import Path

SQL = Path(__file__).parent / "sql"
