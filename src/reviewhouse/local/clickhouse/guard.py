"""What no statement may do here, and what only the administrator's may, where the engine itself does not ask.

On a server the engine's own grants say all of this. Embedded, it takes everybody for one user on his own machine: it
would run commands for a dictionary, read the whole disk for a table, and let each role take on any other.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from reviewhouse.local.clickhouse.access import OF_FILES, OWN_SETTINGS
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
_FUNCTIONS_OF_FILES = frozenset(("SQLITE", "DISK"))
"""They make files or folders before they ask for a right."""

_BACKUPS = ("DISK", "MEMORY")
_OWN_BUCKET = ["S3", "(", "LAKE"]
"""Where tables may come back from: where we put them. A backup names any engine, and the guard cannot see it."""

_SETTINGS_OF_FILES = frozenset(name.upper() for name in OF_FILES)
_SETS = re.compile("(GLOBAL)?(NOT)?(NULL)?IN(IGNORESET)?")
"""The operators, and their functions, that take a table by its name."""

_CONTROLS = (
    *(b"SET", b"USE", b"KILL", b"SYSTEM", b"BACKUP", b"RESTORE", b"ATTACH", b"DETACH", b"EXECUTE"),
    *(b"BEGIN", b"COMMIT", b"ROLLBACK"),
    # of temporary tables and table functions
    *(
        b"INSERT",
        b"CREATE",
        b"REPLACE",
        b"DROP",
        b"ALTER",
        b"TRUNCATE",
        b"RENAME",
        b"EXCHANGE",
        b"OPTIMIZE",
        b"DELETE",
        b"UPDATE",
    ),
)
_MAKING = (b"CREATE", b"ATTACH", b"REPLACE", b"ALTER")
_CHANGING = (*_MAKING, b"UPDATE", b"DELETE")
_OF_NAMED_TABLES = ("DICTGET", "DICTHAS", "DICTIS", "JOINGET")
"""How the functions begin that read a dictionary or a Join table: in a mutation or TTL they ask for no right."""


def judge(connection: Any, user: User, statement: Statement, *, may_write: bool, ask: Callable[..., bytes]) -> bool:
    """Whether a statement only reads. Raises QueryError for one that may not run.

    `connection` is the user's, `ask` puts a question of the server's own.
    """
    found = connection._conn.classify_query(statement.head)  # the engine's parser: chdb gives it no public name
    if found["statement_count"] != 1:
        # the engine would run the statements before the one that it cannot read
        raise _syntax_error(ask, statement.head)
    kind = found["query_class"].name
    # to the engine's parser, whatever writes a file is CONTROL
    if statement.names_a_file or (kind == "CONTROL" and statement.kind not in _CONTROLS):
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
    names = set(map(_name, found))
    for setting in OWN_SETTINGS:
        if setting.upper() in names:
            raise QueryError(Code.UNKNOWN_SETTING, f"Unknown setting '{setting}'")
    pairs = list(pairwise(found))
    if ("PARALLEL", "WITH") in pairs:
        raise QueryError(Code.NOT_IMPLEMENTED, "PARALLEL WITH is not implemented here: send the statements one by one")
    called = {_name(name) for name, bracket in pairs if bracket == "("}
    if called & _FUNCTIONS_OF_THE_PROCESS:
        raise _denied(user, "a function that runs programs")
    if called & _FUNCTIONS_OF_FILES and statement.kind not in (b"BACKUP", b"RESTORE"):
        raise _denied(user, "a function that opens files of this machine")
    if not user.is_admin and statement.kind in (b"SET", b"EXECUTE") and "ROLE" in found[:3]:
        raise _denied(user, "another role")
    if not user.is_admin and statement.kind in _CHANGING and any(map(_reads_a_named_table, called)):
        raise _denied(user, "a dictionary or Join table that is read later")
    if statement.kind == b"RESTORE":
        _refuse_foreign_backups(found, user)
    if statement.kind in _MAKING:
        if of_files := names & _SETTINGS_OF_FILES:
            raise _denied(user, f"the setting {of_files.pop().lower()}, which names a file of this machine,")
        _refuse_what_reaches_out(found, user)


def _refuse_foreign_backups(found: list[str], user: User) -> None:
    places = [position + 1 for position, text in enumerate(found) if text == "FROM"]
    places += [position + 2 for position, text in enumerate(found) if _name(text) == "BASE_BACKUP"]
    for place in places:
        source = [_name(text) for text in found[place : place + len(_OWN_BUCKET)]]
        if source != _OWN_BUCKET and not (source and source[0] in _BACKUPS):
            raise _denied(user, f"a backup from {' '.join(source[:1])}")


def _refuse_what_reaches_out(found: list[str], user: User) -> None:
    pairs, outside = list(pairwise(found)), list(_outside_of_brackets(found))
    if ("SECURITY", "NONE") in pairs:
        raise _denied(user, "a view that asks for no rights")
    if not user.is_admin:
        if "DEFINER" in found or ("SQL", "SECURITY") in pairs:
            raise _denied(user, "a view with the rights of another user")
        if ("MATERIALIZED", "VIEW") in pairs:
            # it would read with the rights of whoever inserts, and not of who made it
            raise _denied(user, "a materialized view")
        stated = set(pairwise(map(_name, outside)))
        if ("UUID", "'") in stated:
            # that of a dropped table, and the rows of somebody else are there again
            raise _denied(user, "a table by its UUID")
        if stated & {("DISK", "="), ("STORAGE_POLICY", "=")}:
            raise _denied(user, "a place for a table")
        if _reads_tables_later(list(_definition(found))):
            raise _denied(user, "a TTL or a projection that reads another table")
    allowed = _STORING_ENGINES | _OTHER_ENGINES if user.is_admin else _STORING_ENGINES
    for engine in _after("ENGINE", "=", outside):
        if not (engine in allowed or engine.endswith("MERGETREE")):
            raise _denied(user, f"the engine {engine}")
    if "DICTIONARY" in outside:
        for source in _after("SOURCE", "(", found):
            if source not in _SOURCES:
                raise _denied(user, f"a dictionary with the source {source}")


def _reads_a_named_table(function: str) -> bool:
    return function.startswith(_OF_NAMED_TABLES)


def _reads_tables_later(definition: list[str]) -> bool:
    """Whether a TTL or projection asks other tables: the engine does that by itself, later, in nobody's name."""
    has_ttl = "TTL" in definition
    if not (has_ttl or "PROJECTION" in definition):
        return False
    sets = any(_SETS.fullmatch(_name(text)) and next_one != "PARTITION" for text, next_one in pairwise(definition))
    # a projection is a query itself
    return sets or definition.count("SELECT") > (0 if has_ttl else 1)


def _definition(found: list[str]) -> Iterator[str]:
    """The words of a definition up to its query, with those in brackets."""
    depth = 0
    for text, following in pairwise((*found, "")):
        if depth == 0 and text == "AS" and following in ("SELECT", "WITH", "FROM", "("):
            return
        yield text
        depth += (text in "([{") - (text in ")]}")


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


def _syntax_error(ask: Callable[..., bytes], sql: bytes) -> QueryError:
    """The engine's own explanation of what it cannot read, or may not run in one go."""
    found = QueryError(Code.SYNTAX_ERROR, "Syntax error: the statement cannot be read")
    text = sql.decode("utf-8", "replace").replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    try:
        # not logged: the explanation repeats the text, whose passwords the engine hides only where it can read it
        ask("SELECT formatQuery({text:String}) SETTINGS log_queries = 0", text=text)
    except RuntimeError as error:
        explained = QueryError.of(error).text.split(": In scope SELECT formatQuery(")[0]
        found.text = f"{explained.rstrip('. ')}. ({Code.SYNTAX_ERROR.name})"
    return found
