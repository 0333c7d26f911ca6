"""The limits of the users who only read: each ends a statement, and no way raises it."""

import pytest

from tests.integration.local_clickhouse.guarded import LIMITS, open_house
from tests.integration.local_clickhouse.rights_attempts import READERS

CASES = [(user, name, most) for user in READERS for name, most in LIMITS[user].items()]
TOO_SLOW, TOO_MANY_ROWS, TOO_MUCH_MEMORY, TOO_MANY_RESULT_ROWS = 159, 158, 241, 396

ONE_SECOND, MEMORY, ROWS = "max_execution_time=1", "max_memory_usage=50000000", "max_rows_to_read=1000"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with open_house(tmp_path_factory.mktemp("limits")) as found:
        rows = "SELECT number AS n FROM numbers(300_000)"
        found.value("admin", f"CREATE TABLE dwh_dev.mrt_large ENGINE = MergeTree ORDER BY n AS {rows}")
        yield found


def in_force(house, user: str, name: str, **parameters) -> int:
    return int(house.value(user, f"SELECT getSetting('{name}')", **parameters))


@pytest.mark.parametrize(("user", "name", "most"), CASES)
def test_a_limit_holds_from_the_start(house, user, name, most):
    assert in_force(house, user, name) == most
    assert in_force(house, user, "readonly") == 2


@pytest.mark.parametrize("value", ["0", "more", "18446744073709551615", "DEFAULT", "-1"])
@pytest.mark.parametrize(("user", "name", "most"), CASES)
def test_nothing_raises_a_limit(house, user, name, most, value):
    """Tried by SET, SETTINGS, the URL and a profile. A statement that ran all the same has the limit."""
    value = str(most + 1) if value == "more" else value
    asked = f"SELECT getSetting('{name}')"
    answers = [
        house.ask(user, asked, **{name: value}),
        house.ask(user, f"{asked} SETTINGS {name} = {value}"),
        house.ask(user, asked, **{name: value, "profile": "admin", "readonly": "0"}),
        *house.in_a_session(user, ["SET profile = 'admin'", f"SET {name} = {value}", asked]),
        *house.in_a_session(user, ["SET readonly = 0", f"SET {name} = {value}", asked]),
        *house.in_a_session(user, ["SET profile = 'default'", f"SET {name} = {value}, readonly = 0", asked]),
        *house.in_a_session(user, [f"SET compatibility = '20.1', {name} = {value}", asked]),
    ]
    seen = {int(answer.text) for answer in answers if answer.code == 0 and answer.body}
    assert most in seen
    assert all(1 <= found <= most for found in seen)
    assert in_force(house, user, name) == most


@pytest.mark.parametrize(("user", "name", "most"), CASES)
def test_less_is_possible_for_one_request(house, user, name, most):
    session = {"session_id": f"less-{user}-{name}"}
    assert in_force(house, user, name, **session, **{name: "7"}) == 7
    assert in_force(house, user, name, **session) == most


@pytest.mark.parametrize("user", READERS)
@pytest.mark.parametrize(
    ("code", "sql", "limit"),
    [
        (TOO_SLOW, "SELECT sum(sleepEachRow(0.5)) FROM numbers(20) SETTINGS max_block_size = 1", ONE_SECOND),
        (TOO_SLOW, "SELECT count() FROM numbers(1_000_000_000) WHERE NOT ignore(SHA512(toString(number)))", ONE_SECOND),
        (TOO_MUCH_MEMORY, "SELECT groupArray(repeat('x', 100) || toString(number)) FROM numbers(9_000_000)", MEMORY),
        (TOO_MUCH_MEMORY, "SELECT uniqExact(number) FROM numbers(50_000_000)", MEMORY),
        (TOO_MANY_ROWS, "SELECT sum(n) FROM dwh_dev.mrt_large", ROWS),
        (TOO_MANY_ROWS, "SELECT sum(a.n) FROM dwh_dev.mrt_large AS a JOIN dwh_dev.mrt_large AS b USING n", ROWS),
        (TOO_MANY_ROWS, "SELECT (SELECT sum(n) FROM dwh_dev.mrt_large)", ROWS),
    ],
)
def test_a_limit_ends_a_statement(house, user, code, sql, limit):
    name, value = limit.split("=")
    asked = {name: value, "max_untracked_memory": "1000000000" if code == TOO_MUCH_MEMORY else "4194304"}
    assert house.ask(user, sql, **asked).code == code
    inner, _, own = sql.partition(" SETTINGS ")
    within = f"SELECT * FROM ({inner} SETTINGS {name} = 0{', ' + own if own else ''})"
    assert house.ask(user, within, **asked).code == code


def test_the_limits_as_they_stand_end_a_statement(house):
    """Those that can be reached in a moment: the rows that are to be read are known before."""
    assert house.ask("analyst", "SELECT sum(number) FROM numbers(10_000_000_001)").code == TOO_MANY_ROWS
    assert house.ask("dashboard", "SELECT sum(number) FROM numbers(2_000_000_001)").code == TOO_MANY_ROWS
    many = "(SELECT sum(number) FROM numbers(10_000_000_001)) SETTINGS max_rows_to_read = 99_999_999_999"
    assert house.ask("analyst", f"SELECT (SELECT {many})").code == TOO_MANY_ROWS
    assert house.ask("analyst", f"SELECT * FROM (SELECT {many})").code == TOO_MANY_ROWS
    for rows, code in ((1_000_000, 0), (1_000_001, TOO_MANY_RESULT_ROWS)):
        assert house.ask("dashboard", f"SELECT number FROM numbers({rows})", wait_end_of_query=1).code == code
