"""The local stack: SeaweedFS as the lake, the embedded ClickHouse, Dagster, and the supervision of their processes."""
