"""Reading statements: what kind they are, and where an INSERT's data begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewhouse.local.clickhouse.errors import QueryError
from reviewhouse.local.clickhouse.statements import into_descriptor, read, replace_name, words


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        (b"select 1", b"SELECT"),
        (b" -- c\n/* x */ # y\n WITH 1 AS a SELECT a", b"WITH"),
        (b"(SELECT 1)", b"("),
        (b"insert into t values (1)", b"INSERT"),
        (b"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", b"INSERT"),
        (b"", b""),
        (b"-- nothing", b""),
    ],
)
def test_kind(sql, kind):
    assert read(sql).kind == kind


@pytest.mark.parametrize(
    ("sql", "found_format", "data"),
    [
        (b"INSERT INTO t VALUES (1), (2)", "Values", b" (1), (2)"),
        (b"INSERT INTO t (a, b) values(1)", "Values", b"(1)"),
        (b"INSERT INTO values VALUES (1)", "Values", b" (1)"),
        (b"INSERT INTO d.values VALUES (1)", "Values", b" (1)"),
        (b"INSERT INTO `VALUES` FORMAT CSV\n1", "CSV", b"1"),
        (b"INSERT INTO d.format FORMAT CSV\n1", "CSV", b"1"),
        (b"INSERT INTO t FORMAT CSV\n1,2", "CSV", b"1,2"),
        (b"INSERT INTO t FORMAT Values (1)", "Values", b"(1)"),
        (b"INSERT INTO format VALUES (1)", "Values", b" (1)"),
        (b"INSERT INTO TABLE format VALUES (1)", "Values", b" (1)"),
        (b"INSERT INTO t FORMAT CSV \t\r\n\n1,2", "CSV", b"\n1,2"),
        (b"INSERT INTO t FORMAT CSV 1,2", "CSV", b"1,2"),
        (b"INSERT INTO t FORMAT CSV;\n1,2", "CSV", b"1,2"),
        (b"INSERT INTO t /* FORMAT TSV */ FORMAT RowBinary\n\x00\xff\n", "RowBinary", b"\x00\xff\n"),
        (b"INSERT INTO t SETTINGS a = 'FORMAT x' FORMAT TSV\n1", "TSV", b"1"),
        (b"INSERT INTO FUNCTION s3('VALUES', 'CSV') VALUES (1)", "Values", b" (1)"),
    ],
)
def test_data_of_an_insert(sql, found_format, data):
    found = read(sql)
    assert (found.format, found.data, found.takes_rows) == (found_format, data, True)
    assert found.head + found.data == sql


@pytest.mark.parametrize(
    "sql",
    [
        b"INSERT INTO t SELECT 1",
        b"INSERT INTO t (a) SELECT 'x' AS VALUES",
        b"INSERT INTO t SELECT * FROM x FORMAT CSV\n1",
        b"INSERT INTO t SELECT format FROM x",
        b"INSERT INTO t SELECT 'input(' FROM x FORMAT CSV\n1",
    ],
)
def test_insert_select_takes_no_rows(sql):
    assert not read(sql).takes_rows


def test_insert_select_from_input_takes_rows():
    found = read(b"INSERT INTO t SELECT a FROM input ( 'a UInt8' ) WHERE a FORMAT CSV\n1")
    assert (found.takes_rows, found.format, found.data) == (True, "CSV", b"1")
    assert found.sql[slice(*found.input_at)] == b"input ( 'a UInt8' )"


@given(st.binary(max_size=200))
def test_any_bytes_may_be_data(data):
    head = b"INSERT INTO t FORMAT RowBinary\n"
    assert read(head + data).data == data


@given(st.text(max_size=100))
def test_any_text_may_be_a_value(text):
    quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    sql = f"SELECT {quoted} AS x FORMAT JSON".encode("utf-8", "surrogatepass")
    found = read(sql)
    assert (found.kind, found.format, found.names_a_file) == (b"SELECT", "JSON", False)
    assert found.sql[found.format_at :] == b"FORMAT JSON"


@pytest.mark.parametrize(
    ("sql", "result_format"),
    [
        (b"SELECT 1 FORMAT JSON", "JSON"),
        (b"SELECT 1 FORMAT JSON;", "JSON"),
        (b"SELECT a AS table FROM t ORDER BY table FORMAT JSON", "JSON"),
        (b"SELECT a AS into FROM t ORDER BY into FORMAT JSON", "JSON"),
        (b"SELECT 1 FORMAT JSON SETTINGS a = 1", "JSON"),
        (b"SELECT 1 SETTINGS a = 1 FORMAT JSON -- end", "JSON"),
        (b"SELECT format FROM t", None),
        (b"SELECT 1 AS format ORDER BY format", None),
        (b"SELECT (SELECT 1 FORMAT JSON)", None),
        (b"SELECT 'x FORMAT JSON'", None),
        (b"SELECT $$ FORMAT JSON $$", None),
    ],
)
def test_format_of_a_result(sql, result_format):
    assert read(sql).format == result_format


@pytest.mark.parametrize(
    ("sql", "names_a_file"),
    [
        (b"SELECT 1 INTO OUTFILE 'x'", True),
        (b"EXPLAIN (SELECT 1 into--\n  outfile 'x')", True),
        (b"INSERT INTO t FROM INFILE 'x' FORMAT CSV", True),
        (b"INSERT INTO outfile VALUES (1)", False),
        (b"SELECT * FROM infile", False),
        (b"SELECT 'INTO OUTFILE'", False),
    ],
)
def test_files(sql, names_a_file):
    assert read(sql).names_a_file == names_a_file


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (b"SELECT 1; -- x", b"SELECT 1\nINTO OUTFILE '/proc/self/fd/9' TRUNCATE\tFORMAT TSV"),
        (b"SELECT ';'", b"SELECT ';'\nINTO OUTFILE '/proc/self/fd/9' TRUNCATE\tFORMAT TSV"),
        (b"SELECT 1 FORMAT CSV", b"SELECT 1 \nINTO OUTFILE '/proc/self/fd/9' TRUNCATE FORMAT CSV"),
    ],
)
def test_into_a_descriptor(sql, expected):
    assert into_descriptor(read(sql), "TSV", 9) == expected


def test_replace_a_name():
    sql = b"KILL QUERY WHERE query_id = 'query_id' /* query_id */ AND `query_id` != initial_query_id OR p.query_id = 1"
    expected = b"KILL QUERY WHERE q = 'query_id' /* query_id */ AND q != initial_query_id OR p.query_id = 1"
    assert replace_name(sql, (b"query_id",), b"q") == expected
    assert replace_name(b"FROM System . `processes` p", (b"system", b"processes"), b"x.y") == b"FROM x.y p"
    assert replace_name(b"FROM a.system.processes", (b"system", b"processes"), b"x") == b"FROM a.system.processes"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SET\u00a0ROLE\u3000admin", ["SET", "ROLE", "ADMIN"]),
        ("\ufeffSET/**/ROLE -- x\n a", ["SET", "ROLE", "A"]),
        ('SELECT `a\\x62c`, "d""e", \'text\'', ["SELECT", "`ABC", ",", '`D"E', ",", "'"]),
        ("SELECT \u2018it's\u2019, \u201cname\u201d", ["SELECT", "'", ",", "`NAME"]),
        ("CREATE TABLE a$$b ENGINE = File; 1a$$", ["CREATE", "TABLE", "A$$B", "ENGINE", "=", "FILE", ";", "1A", "$$"]),
        ("SELECT $$ SET ROLE $$", ["SELECT", "$$ SET ROLE $$"]),
    ],
)
def test_words(sql, expected):
    assert list(words(sql.encode())) == expected


def test_words_of_no_language():
    with pytest.raises(QueryError, match="unrecognized token"):
        list(words("SET ➜ ROLE".encode()))


@pytest.mark.parametrize("mark", ["'\\", '"\\', "`\\", "\u2018", "\u201c", "/*", "/* /*/ ", "''"])
def test_a_megabyte_that_is_not_closed_is_read_in_no_time(mark):
    """Whoever looks for the end again behind each mark needs hours."""
    sql = b"SELECT 1, ' " + mark.encode() * 300_000
    assert read(sql).kind == b"SELECT"
    with pytest.raises(QueryError, match="not closed"):
        list(words(sql))


def test_many_tags_that_are_not_closed():
    sql = b"SELECT " + b" ".join(b"$a%d$" % number for number in range(100_000))
    assert list(words(sql))[-1] == "$A99999$"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT /* /* /* /* /* five */ */ */ */ */ 1", ["SELECT", "1"]),
        ("SELECT $a$ $b$ $a$, $a$", ["SELECT", "$A$ $B$ $A$", ",", "$A$"]),
        ("SELECT $$ 'open $$, 'it''s'", ["SELECT", "$$ 'OPEN $$", ",", "'"]),
    ],
)
def test_words_behind_comments_and_texts_in_dollars(sql, expected):
    assert list(words(sql.encode())) == expected
