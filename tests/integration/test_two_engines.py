"""What the project sends must mean the same to a ClickHouse server, a cluster included: read by the engine's parser."""

import re
from pathlib import Path

import pytest

from reviewhouse.feeds import FEEDS
from reviewhouse.ingest import SQL
from reviewhouse.ingest.schema import on_cluster
from reviewhouse.settings import ROOT
from reviewhouse.sql import identifier, statement
from reviewhouse.users import users

CREATING = sorted(SQL.glob("create_*.sql"))
ONLY_EMBEDDED = ("chdb", "/proc/self/fd", "file(", "_overlay")


@pytest.mark.parametrize("path", CREATING, ids=lambda path: path.stem)
@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_statements_for_a_cluster(warehouse, path, feed):
    sql = statement(path, database="raw_thirdparty", feed=feed, **on_cluster("two nodes"))
    found = warehouse.client.query("SELECT formatQuery({sql:String})", parameters={"sql": sql}).first_row[0]
    assert "ON CLUSTER `two nodes`" in found
    assert ("ENGINE = ReplicatedMergeTree" in found) == ("MergeTree" in found)


@pytest.mark.parametrize("path", CREATING, ids=lambda path: path.stem)
def test_one_node_hears_nothing_of_clusters(path):
    sql = statement(path, database="raw_thirdparty", feed=FEEDS[0], **on_cluster(""))
    assert "cluster" not in sql.lower()
    assert "replicated" not in sql.lower()


def test_rights_are_grants_that_a_server_takes(warehouse, stack_settings):
    for user in users(stack_settings).values():
        for grant in user.grants:
            privileges, _, rest = grant.partition(" WITH ")
            sql = f"GRANT {privileges} TO {identifier(user.name)}" + (f" WITH {rest}" if rest else "")
            found = warehouse.client.query("SELECT formatQuery({sql:String})", parameters={"sql": sql}).first_row[0]
            assert found.startswith("GRANT ")


def statements_in_the_docs() -> list[str]:
    texts = (path.read_text() for path in (ROOT / "docs").glob("*.md"))
    return [sql for text in texts for sql in re.findall(r"```sql\n(.*?)```", text, re.DOTALL)]


@pytest.mark.parametrize("sql", statements_in_the_docs())
def test_statements_in_the_docs_can_be_read(warehouse, sql):
    assert warehouse.client.query("SELECT formatQuery({sql:String})", parameters={"sql": sql}).first_row[0]


def statements_of_the_project() -> list[Path]:
    ours = [path for path in (ROOT / "src").rglob("*.sql") if "local" not in path.parts]
    return ours + [path for folder in ("models", "macros") for path in (ROOT / "dbt" / folder).rglob("*.sql")]


def test_nothing_is_meant_for_the_embedded_engine_alone():
    found = statements_of_the_project()
    assert len(found) > 20
    for path in found:
        text = path.read_text().lower()
        assert not [word for word in ONLY_EMBEDDED if word in text], path
