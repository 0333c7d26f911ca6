"""`/metrics`, which Prometheus reads."""

import re


def read(server) -> dict[str, float]:
    answer = server.ask(method="GET", path="/metrics", headers={})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z_:][\w:]* -?[\d.e+]+", line) for line in lines), lines[:3]
    return {name: float(value) for name, value in (line.split() for line in lines)}


def test_what_statements_do_is_counted(server, table):
    before = read(server)
    server.value(f"INSERT INTO {table} SELECT number, '' FROM numbers(1000)")
    for _ in range(3):
        server.value(f"SELECT count() FROM {table}")
    server.ask("SELECT * FROM nowhere")
    after = read(server)
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["ClickHouseProfileEvents_InsertedRows"] >= 1000
    assert grown["ClickHouseProfileEvents_Query"] >= 5
    assert grown["ClickHouseProfileEvents_FailedQuery"] >= 1
    assert grown["ClickHouseErrorMetric_UNKNOWN_TABLE"] == 1
    assert grown["ClickHouseErrorMetric_ALL"] >= 1
    assert grown["ClickHouseAsyncMetrics_TotalRowsOfMergeTreeTables"] >= 1000
    assert grown["ClickHouseAsyncMetrics_TotalPartsOfMergeTreeTables"] >= 1


def test_what_the_process_holds(server):
    found = read(server)
    assert abs(found["ClickHouseAsyncMetrics_MemoryResident"] - server.rss_bytes()) < 200_000_000
    assert found["ClickHouseAsyncMetrics_Uptime"] >= 0
    assert found["ClickHouseAsyncMetrics_DiskAvailable_default"] > 0
    assert found["ClickHouseMetrics_MemoryTracking"] > 0
    assert found["ClickHouseMetrics_Query"] >= 1


def test_every_metric_has_its_type(server):
    text = server.ask(method="GET", path="/metrics", headers={}).text
    assert "# TYPE ClickHouseProfileEvents_InsertedRows counter" in text
    assert "# TYPE ClickHouseMetrics_MemoryTracking gauge" in text
    assert re.search(r"# HELP ClickHouseProfileEvents_InsertedRows \w+", text)
