"""A server with all its users at work: tables that not everybody may read, and a secret in a file beside its folder."""

import contextlib
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tests.integration.local_clickhouse.conftest import PASSWORD, USER, Answer, Server, new_server

PASSWORDS = {name: f"password-of-{name}-4e7d" for name in ("loader", "transformer", "analyst", "dashboard")}
LIMITS = {
    name: about.get("limits", {})
    for name, about in tomllib.loads((files("reviewhouse") / "users.toml").read_text()).items()
}
CANARY = "canary-in-a-file-5b1f"
HIDDEN = "hidden-row-8c2e"
STAGED = "staged-row-1d9a"
"""What must not come through: the content of a file, and rows of `hidden.person` and `dwh_dev.stg_review`."""

_COLUMNS = "(id UInt64, text String, at DateTime) ENGINE = MergeTree ORDER BY id"
_TABLES = (
    *("hidden.person", "raw_thirdparty.amazon_review"),
    *("dwh_dev.stg_review", "dwh_dev.stg_amazon_review", "dwh_dev.mrt_review"),
)
_PROTECTED = """
SELECT * FROM (SELECT * FROM hidden.person UNION ALL SELECT * FROM raw_thirdparty.amazon_review) ORDER BY ALL
"""


@dataclass
class House:
    """`outside` is where the process works and the secret lies; its data are elsewhere."""

    server: Server
    outside: Path

    @property
    def secret_file(self) -> Path:
        return self.outside / "secret.csv"

    def ask(self, user: str, sql: str | bytes | None, **more) -> Answer:
        """Ask as one of the users, `admin` included."""
        key = PASSWORD.encode() if user == "admin" else PASSWORDS[user]
        headers = {"X-ClickHouse-User": USER if user == "admin" else user, "X-ClickHouse-Key": key}
        return self.server.ask(sql, headers=headers | more.pop("headers", {}), **more)

    def value(self, user: str, sql: str, **parameters) -> str:
        answer = self.ask(user, sql, **parameters)
        assert answer.status == 200, answer.text
        return answer.text.removesuffix("\n")

    def in_a_session(self, user: str, statements: list[str], **parameters) -> list[Answer]:
        session_id = uuid.uuid4().hex
        return [self.ask(user, sql, session_id=session_id, **parameters) for sql in statements]

    def harm(self, answers: list[Answer], *, may_see: tuple[str, ...] = ()) -> list[str]:
        """What got out or was changed, in words; files that appeared outside are taken away again."""
        found = [
            f"{secret} was answered"
            for secret in (CANARY, HIDDEN, STAGED)
            for answer in answers
            if secret.encode() in answer.body and secret not in may_see
        ]
        for path in sorted(set(self.outside.rglob("*")) - {self.secret_file}, reverse=True):
            found.append(f"{path.name} was made")
            path.rmdir() if path.is_dir() else path.unlink()
        if self.secret_file.read_text() != CANARY + "\n":
            found.append("the file was written")
        if self.value("admin", _PROTECTED) != self._protected:
            found.append("a protected table was changed")
        return found

    def furnish(self) -> None:
        """Make the tables, and remember what the protected ones hold."""
        for database in ("hidden", "raw_thirdparty", "dwh_dev"):
            self.value("admin", f"CREATE DATABASE {database}")
        for table in _TABLES:
            self.value("admin", f"CREATE TABLE {table} {_COLUMNS}")
        self.value("admin", f"INSERT INTO hidden.person VALUES (1, '{HIDDEN}', now())")
        self.value("admin", f"INSERT INTO dwh_dev.stg_review VALUES (1, '{STAGED}', now())")
        self.value("admin", "INSERT INTO raw_thirdparty.amazon_review VALUES (1, 'raw', now())")
        self.value("admin", "INSERT INTO dwh_dev.mrt_review SELECT number, 'review', now() FROM numbers(1000)")
        self._protected = self.value("admin", _PROTECTED)


@contextlib.contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Start it; at the end the server must still be alive."""
    passwords = {f"CLICKHOUSE_{name.upper()}_PASSWORD": password for name, password in PASSWORDS.items()}
    house = House(new_server(folder / "home", **passwords), folder / "outside")
    house.outside.mkdir()
    house.secret_file.write_text(CANARY + "\n")
    with contextlib.chdir(house.outside):
        house.server.start()
    try:
        house.furnish()
        yield house
    finally:
        assert house.server.stop() == 0, house.server.errors
