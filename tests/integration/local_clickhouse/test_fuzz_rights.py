"""Thousands of odd statements by users with few rights; afterwards nothing may have come through.

REVIEWHOUSE_FUZZ_SESSIONS makes it longer (300 by default), REVIEWHOUSE_FUZZ_SEED other statements.
"""

import os

import pytest

from tests.integration.local_clickhouse.guarded import CANARY, HIDDEN, LIMITS, STAGED, open_house
from tests.integration.local_clickhouse.rights_attempts import RESTRICTED
from tests.integration.local_clickhouse.statement_fuzzer import Fuzzer

SESSIONS = int(os.environ.get("REVIEWHOUSE_FUZZ_SESSIONS", "300"))
SEED = int(os.environ.get("REVIEWHOUSE_FUZZ_SEED", "1"))
PATIENCE = {"http_max_tries": "1", "s3_retry_attempts": "0", "connect_timeout": "1", "max_execution_time": "5"}
SECRETS = {"transformer": (CANARY, HIDDEN)}
SYNTAX_ERROR = 62
FACTS = "SELECT currentRoles(), getSetting('log_queries'), getSetting('format_schema_source'), getSetting('dialect')"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with open_house(tmp_path_factory.mktemp("fuzz")) as found:
        yield found


@pytest.mark.parametrize("user", RESTRICTED)
def test_no_odd_statement_gets_around_the_rights(house, user):
    paths = {"SECRET": str(house.secret_file), "NEW": str(house.outside / "made")}
    codes = []
    for written, parameters in Fuzzer(SEED + RESTRICTED.index(user)).sessions(SESSIONS):
        statements = [sql.replace("SECRET", paths["SECRET"]).replace("NEW", paths["NEW"]) for sql in written]
        answers = house.in_a_session(user, statements, **PATIENCE | parameters)
        codes += [answer.code for answer in answers]
        told = [s for s in SECRETS.get(user, (CANARY, HIDDEN, STAGED)) for one in answers if s.encode() in one.body]
        made = [path.name for path in house.outside.iterdir() if path != house.secret_file]
        assert (told, made) == ([], []), (SEED, statements, parameters)
    assert house.harm([]) == []
    assert house.value(user, FACTS) == f"['{user}']\ttrue\tstring\tclickhouse"
    for name, most in LIMITS[user].items():
        assert house.value(user, f"SELECT getSetting('{name}')") == str(most)
    # statements that nobody can read, or that all are refused, would prove nothing
    assert codes.count(SYNTAX_ERROR) < len(codes) * 0.7
    assert codes.count(0) > len(codes) * 0.05
