"""Multipart forms: queries as fields, external tables as files."""


def form(*parts: tuple[str, bytes, bool]) -> tuple[bytes, dict[str, str | bytes]]:
    """The body of a form, and the headers that go with it; a part is its name, its content and whether it is a file."""
    body = b""
    for name, content, is_file in parts:
        file = f'; filename="{name}.bin"' if is_file else ""
        head = f'--edge\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    headers = {
        "Content-Type": "multipart/form-data; boundary=edge",
        "X-ClickHouse-User": "reader",
        "X-ClickHouse-Key": "pass word: ü%&?".encode(),
    }
    return body + b"--edge--\r\n", headers


def ask(server, *parts, **parameters):
    body, headers = form(*parts)
    return server.ask(body, headers=headers, **parameters)


def test_query_settings_and_values_as_fields(server):
    answer = ask(
        server,
        ("query", b"SELECT {text:String}, getSetting('max_threads')", False),
        ("param_text", "ü".encode(), False),
        ("max_threads", b"3", False),
    )
    assert answer.text == "ü\t3\n"


def test_external_tables(server):
    first = ("people", b"1\tanna\n2\t--edge\n", True)
    second = ("marks", b"1,5\r\n2,4\r\n", True)
    answer = ask(
        server,
        first,
        second,
        query="SELECT name, _2 FROM people JOIN marks ON id = _1 ORDER BY id",
        people_structure="id UInt8, name String",
        marks_types="UInt8, Decimal(9, 2)",
        marks_format="CSV",
    )
    assert answer.text == "anna\t5\n--edge\t4\n"
    assert server.ask("SELECT * FROM people").code == 60


def test_external_tables_of_a_session_end_with_their_request(server):
    in_session = {"session_id": "of a form", "people_structure": "id UInt8"}
    assert ask(server, ("people", b"1\n", True), query="SELECT id FROM people", **in_session).text == "1\n"
    assert server.ask("SELECT id FROM people", session_id="of a form").code == 60


def test_an_external_table_without_structure(server):
    answer = ask(server, ("people", b"1\n", True), query="SELECT 1")
    assert (answer.code, answer.status) == (36, 400)


def test_forms_that_are_broken(server):
    _, headers = form()
    cut = b'--edge\r\nContent-Disposition: form-data; name="query"\r\n\r\nSELECT 1'
    assert server.ask(cut, headers=headers).code == 33
    assert server.ask(b"--edge\r\nno head\r\n--edge--\r\n", headers=headers).code == 36
    assert server.ask(b"x", headers=headers | {"Content-Type": "multipart/form-data"}).code == 36
