"""What no statement may do here, and what only the administrator's may, where the engine itself does not ask.

On a server the engine's own grants say all of this. Embedded, it takes everybody for one user on his own machine: it
would run commands for a dictionary, read the whole disk for a table, and let each role take on any other.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from reviewhouse.local.clickhouse.access import OWNER_SETTING
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.statements import Statement, words
from reviewhouse.users import User

_STORING_ENGINES = frozenset(("MEMORY", "NULL", "LOG", "TINYLOG", "STRIPELOG", "SET", "JOIN", "ATOMIC", "VIEW"))
_OTHER_ENGINES = frozenset(
    (
        *("BUFFER", "MERGE", "DISTRIBUTED", "DICTIONARY", "MATERIALIZEDVIEW", "GENERATERANDOM", "KEEPERMAP", "ALIAS"),
        *("S3", "S3QUEUE", "URL", "AZUREBLOBSTORAGE", "MYSQL", "POSTGRESQL", "MONGODB", "REDIS", "KAFKA", "NATS"),
        *("RABBITMQ", "ICEBERGS3", "DELTALAKE", "HUDI", "REPLICATED", "TIMESERIES"),
    )
)
"""Engines that reach other tables or other machines: the administrator's. Those of files and commands are nobody's."""

_SOURCES = frozenset(("CLICKHOUSE", "NULL", "HTTP", "MYSQL", "POSTGRESQL", "MONGODB", "REDIS", "CASSANDRA", "YTSAURUS"))
_FUNCTIONS_OF_THE_PROCESS = frozenset(("PYTHON", "EXECUTABLE"))
_MAKING = (b"CREATE", b"ATTACH", b"REPLACE", b"ALTER")


def judge(connection: Any, user: User, statement: Statement, *, may_write: bool) -> bool:
    """Whether a statement only reads. Raises QueryError for one that may not run."""
    found = connection._conn.classify_query(statement.head)  # the engine's parser: chdb gives it no public name
    if found["statement_count"] != 1:
        # the engine would run the statements before the one that it cannot read
        raise _syntax_error(connection, statement.head)
    kind = found["query_class"].name
    if statement.names_a_file or (statement.returns_rows and kind == "CONTROL"):
        raise QueryError(Code.SUPPORT_IS_DISABLED, "INTO OUTFILE and FROM INFILE are not allowed over HTTP")
    _refuse_what_leaves_the_engine(statement, user)
    is_read = kind == "READ_ONLY"
    if not (is_read or may_write or statement.kind in (b"SET", b"USE")):
        raise QueryError(
            Code.READONLY,
            "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. "
            "You should use method POST for modifying queries",
        )
    return is_read


def _refuse_what_leaves_the_engine(statement: Statement, user: User) -> None:
    found = list(words(statement.head))
    if OWNER_SETTING.upper() in map(_name, found):
        raise QueryError(Code.UNKNOWN_SETTING, f"Unknown setting '{OWNER_SETTING}'")
    pairs = list(pairwise(found))
    if ("PARALLEL", "WITH") in pairs:
        raise QueryError(Code.NOT_IMPLEMENTED, "PARALLEL WITH is not implemented here: send the statements one by one")
    if any(bracket == "(" and _name(name) in _FUNCTIONS_OF_THE_PROCESS for name, bracket in pairs):
        raise _denied(user, "a function that runs programs")
    if not user.is_admin and statement.kind in (b"SET", b"EXECUTE") and "ROLE" in found[:3]:
        raise _denied(user, "another role")
    if statement.kind in _MAKING:
        _refuse_what_reaches_out(found, user)


def _refuse_what_reaches_out(found: list[str], user: User) -> None:
    if not user.is_admin and ("DEFINER" in found or ("SQL", "SECURITY") in pairwise(found)):
        raise _denied(user, "a view with the rights of another user")
    allowed = _STORING_ENGINES | _OTHER_ENGINES if user.is_admin else _STORING_ENGINES
    outside = list(_outside_of_brackets(found))
    for engine in _after("ENGINE", "=", outside):
        if not (engine in allowed or engine.endswith("MERGETREE")):
            raise _denied(user, f"the engine {engine}")
    if "DICTIONARY" in outside:
        for source in _after("SOURCE", "(", found):
            if source not in _SOURCES:
                raise _denied(user, f"a dictionary with the source {source}")


def _outside_of_brackets(found: list[str]) -> Iterator[str]:
    """The words of a definition up to its query: columns and parameters stand in brackets."""
    depth, before = 0, ""
    for text in found:
        if depth == 0:
            if before == "AS" and text in ("SELECT", "WITH", "FROM"):
                return
            yield text
            before = text
        depth += (text in "([{") - (text in ")]}")


def _after(word: str, sign: str, found: list[str]) -> Iterator[str]:
    """The names that follow a word, with or without a sign between them."""
    for position, text in enumerate(found[:-1]):
        if text == word:
            rest = found[position + 1 : position + 3]
            yield _name(rest[-1] if rest[0] == sign else rest[0])


def _name(word: str) -> str:
    return word.removeprefix("`")


def _denied(user: User, what: str) -> QueryError:
    return QueryError(Code.ACCESS_DENIED, f"{user.name}: Not enough privileges: {what} is not allowed")


def _syntax_error(connection: Any, sql: bytes) -> QueryError:
    """The engine's own explanation of what it cannot read, or may not run in one go."""
    found = QueryError(Code.SYNTAX_ERROR, "Syntax error: the statement cannot be read")
    text = sql.decode("utf-8", "replace").replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    try:
        connection.query("SELECT formatQuery({text:String})", params={"text": text})
    except RuntimeError as error:
        explained = QueryError.of(error).text.split(": In scope SELECT formatQuery(")[0]
        found.text = f"{explained.rstrip('. ')}. ({Code.SYNTAX_ERROR.name})"
    return found
