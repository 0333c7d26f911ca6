"""The doctor's look at the rights of users, on an engine with all of them."""

import signal

import pytest

from reviewhouse.doctor import rights
from reviewhouse.doctor.findings import Mark
from reviewhouse.ingest import schema
from reviewhouse.settings import RESTRICTED_USERS, Settings
from reviewhouse.warehouse import Warehouse
from tests.integration.local_clickhouse.conftest import new_server

PASSWORDS = {f"CLICKHOUSE_{name.upper()}_PASSWORD": f"password-of-{name}" for name in RESTRICTED_USERS}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Of an engine that knows every user, with an empty ledger and one empty mart."""
    server = new_server(tmp_path_factory.mktemp("rights") / "home", **PASSWORDS)
    server.start()
    found = Settings(_env_file=None, **{name.lower(): value for name, value in server.environment.items()})
    with Warehouse(found) as warehouse:
        schema.create_databases(warehouse, found.warehouse_database)
        schema.create_tables(warehouse)
        warehouse.client.command(
            "create table dwh_dev.mrt_seen_load (load_id UUID) engine = MergeTree order by load_id"
        )
    yield found
    server.stop(signal.SIGTERM)


@pytest.mark.parametrize("name", RESTRICTED_USERS)
def test_each_user_may_what_it_needs_and_no_more(settings, name):
    found = rights.rights(settings, name)
    assert found.mark is Mark.OK, found


def test_there_is_a_check_for_each_user_with_a_password(settings):
    assert [check.name for check in rights.checks(settings, ())] == list(RESTRICTED_USERS)


def test_a_right_too_many_is_broken(settings, monkeypatch):
    monkeypatch.setitem(rights.RIGHTS, "loader", rights.READER)
    found = rights.rights(settings, "loader")
    assert found.mark is Mark.BROKEN
    assert found.found == "may read bronze, write the ledger, and should not"


def test_a_right_too_few_is_broken(settings, monkeypatch):
    monkeypatch.setitem(rights.RIGHTS, "analyst", rights.RIGHTS["transformer"])
    found = rights.rights(settings, "analyst")
    assert found.mark is Mark.BROKEN
    assert found.found == "may not read bronze, write the marts"


def test_trying_the_rights_changes_nothing_and_is_marked_in_the_query_log(settings):
    rights.rights(settings, "loader")
    with Warehouse(settings) as warehouse:
        counts = "select (select count() from raw_thirdparty.file_load), (select count() from dwh_dev.mrt_seen_load)"
        assert warehouse.client.query(counts).result_rows == [(0, 0)]
        warehouse.client.command("system flush logs query_log")
        marked = "select count() > 0 from system.query_log where log_comment = 'reviewhouse doctor'"
        assert warehouse.client.query(marked).result_rows == [(1,)]
