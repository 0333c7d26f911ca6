"""What people use every day: clickhouse-connect."""

import datetime
from decimal import Decimal

import pandas
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, StreamFailureError

COLUMNS = ["id", "name", "price", "day", "tags", "maybe"]
ROWS = [
    [1, "ü 漢字\n", Decimal("9.49"), datetime.date(2014, 5, 20), ["a", "b"], None],
    [2, "", Decimal("1250.00"), datetime.date(1999, 12, 31), [], 7],
]


@pytest.fixture
def client(server):
    with server.client() as made:
        yield made


@pytest.fixture
def things(client):
    client.command(
        "CREATE TABLE things (id UInt64, name String, price Decimal(9, 2), day Date, tags Array(String), "
        "maybe Nullable(Int32)) ENGINE = MergeTree ORDER BY id"
    )
    yield "things"
    client.command("DROP TABLE things SYNC")


def test_insert_and_query(client, things):
    summary = client.insert(things, ROWS, column_names=COLUMNS)
    assert summary.written_rows == 2
    result = client.query(f"SELECT * FROM {things} ORDER BY id")
    assert [list(row) for row in result.result_rows] == ROWS
    assert list(result.column_names) == COLUMNS


def test_bound_values(client):
    parameters = {"text": "it's\t\\ ü\n", "list": [1, 2], "day": datetime.date(2014, 5, 20)}
    sql = "SELECT {text:String}, {list:Array(UInt8)}, {day:Date}"
    assert client.query(sql, parameters=parameters).first_row == ("it's\t\\ ü\n", [1, 2], parameters["day"])


def test_frames(client, things):
    frame = pandas.DataFrame({"id": range(50_000), "name": "ü"})
    client.insert_df(things, frame)
    found = client.query_df(f"SELECT id, name FROM {things} ORDER BY id")
    assert found["id"].tolist() == list(range(50_000))
    assert set(found["name"]) == {"ü"}


def test_command_and_raw(client):
    assert client.command("SELECT 41 + 1") == 42
    assert client.raw_query("SELECT 1 AS a", fmt="JSONEachRow") == b'{"a":1}\n'
    assert client.server_version.startswith("26.")
    assert client.ping()


def test_streams(client):
    with client.query_row_block_stream("SELECT number FROM numbers(500000)") as blocks:
        assert sum(row[0] for block in blocks for row in block) == sum(range(500_000))
    with client.query_df_stream("SELECT number FROM numbers(500000)") as frames:
        assert sum(len(frame) for frame in frames) == 500_000


@pytest.mark.parametrize("compress", ["gzip", "lz4", "zstd", False])
def test_every_compression(server, compress, table):
    with server.client(compress=compress) as client:
        client.insert(table, [[number, "ü" * 50] for number in range(20_000)], column_names=["id", "text"])
        assert client.query(f"SELECT count(), any(text) FROM {table}").first_row == (20_000, "ü" * 50)


def test_external_data(client):
    answer = client.query(
        "SELECT sum(n) FROM numbers_of_mine",
        external_data=external(b"1\n2\n39\n"),
    )
    assert answer.first_row == (42,)


def external(data: bytes):
    from clickhouse_connect.driver.external import ExternalData

    return ExternalData(file_name="numbers_of_mine", data=data, fmt="TSV", structure="n UInt64")


def test_errors(client):
    with pytest.raises(DatabaseError, match="Code: 60"):
        client.query("SELECT * FROM nowhere")
    with pytest.raises(DatabaseError, match="Code: 62"):
        client.command("no statement")


@pytest.mark.parametrize("compress", ["lz4", False])
def test_an_error_within_a_stream(server, compress):
    sql = "SELECT number, throwIf(number = 3000000, 'on purpose') FROM numbers(4000000)"
    with (
        server.client(compress=compress) as client,
        pytest.raises(StreamFailureError, match="on purpose"),
        client.query_row_block_stream(sql) as blocks,
    ):
        for _ in blocks:
            pass
