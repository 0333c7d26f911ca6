import pytest
from jinja2 import UndefinedError

from reviewhouse.sql import identifier, literal, statement


def test_names_cannot_leave_their_quotes():
    assert identifier("a`; DROP TABLE b") == r"`a\`; DROP TABLE b`"
    assert identifier("a\\") == r"`a\\`"
    assert literal("it's\\") == r"'it\'s\\'"


def test_a_name_that_is_not_given_is_an_error(tmp_path):
    path = tmp_path / "one.sql"
    path.write_text("SELECT 1 FROM {{ database }}.t")
    assert statement(path, database=identifier("raw")) == "SELECT 1 FROM `raw`.t"
    with pytest.raises(UndefinedError):
        statement(path)
