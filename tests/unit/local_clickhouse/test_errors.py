"""The engine's texts, freed from what is wrapped around them, and the status of each code."""

import pytest

from reviewhouse.local.clickhouse.errors import Code, QueryError

PLAIN = "Code: 60. DB::Exception: Table d.t does not exist. (UNKNOWN_TABLE)"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"Streaming insert finish failed: {PLAIN}",
        f"{PLAIN} (version 26.9.2.1)",
        "Code: 60. DB::Exception: Code: 60. DB::Exception: Table d.t does not exist. (UNKNOWN_TABLE) "
        "(version 26.9.2.1). (UNKNOWN_TABLE)",
        f"{PLAIN}, Stack trace (when copying this message, always include the lines below):\n\n0. f() @ 0x1",
    ],
)
def test_one_text_for_one_error(text):
    found = QueryError.of(RuntimeError(text))
    assert (found.code, found.text, found.status) == (60, PLAIN, 404)


def test_an_error_of_another_kind():
    found = QueryError.of(OSError("disk full"))
    assert (found.code, found.status) == (1002, 500)
    assert "disk full" in found.text


def test_an_error_of_its_own_stays_as_it_is():
    error = QueryError(Code.READONLY, "no")
    assert QueryError.of(error) is error
    assert error.text == "Code: 164. DB::Exception: no. (READONLY)"


@pytest.mark.parametrize(
    ("code", "status"), [(Code.AUTHENTICATION_FAILED, 403), (Code.SYNTAX_ERROR, 400), (Code.NOT_IMPLEMENTED, 501)]
)
def test_status(code, status):
    assert QueryError(code, "x").status == status
