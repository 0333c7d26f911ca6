"""The rights of users, as the engine enforces them.

The engine knows one user, `default`, who holds every role; SQL makes it no others. So each user of ours is a role, and
each connection takes on the role of the user whom it serves, with that user's limits, before the first statement.
"""

from collections.abc import Iterable
from pathlib import Path

from reviewhouse.sql import literal, statement
from reviewhouse.users import ADMIN, User

_TEMPLATE = Path(__file__).parent / "templates" / "users.xml"

OWNER_SETTING = "chdb_client_name"
"""`<role>/<query_id>` of each statement. It does nothing else but name this program to other servers."""

_OWNER = f"Settings['{OWNER_SETTING}']"
_IS_ADMIN = f"has(currentRoles(), '{ADMIN}')"
_OWN_OR_ADMIN = f"{_IS_ADMIN} OR startsWith({_OWNER}, concat(arrayElement(currentRoles(), 1), '/'))"

ROWS_SHOWN = {"processes": _OWN_OR_ADMIN} | dict.fromkeys(
    (
        *("asynchronous_inserts", "backups", "crash_log", "dns_cache", "dropped_tables", "errors", "part_log"),
        *("query_cache", "query_log_of_process", "remote_data_paths", "server_settings", "session_query_ids"),
        *("stack_trace", "user_directories", "user_processes", "warnings"),
    ),
    _IS_ADMIN,
)
"""Tables of `system` that tell of other people or of the machine, and which rows of them a user sees."""

_FIXED = (
    *("log_queries", "log_queries_min_type", "log_queries_min_query_duration_ms", "log_queries_probability"),
    *("log_query_settings", "default_view_definer", "default_normal_view_sql_security"),
    "default_materialized_view_sql_security",
)
_AS_FIXED = {
    "default_view_definer": "CURRENT_USER",
    "default_normal_view_sql_security": "INVOKER",
    # to the engine every definer is `default`, who may do everything
    "default_materialized_view_sql_security": "INVOKER",
}
_OF_FILES = (
    *("format_template_resultset", "format_template_row", "format_schema", "format_schema_source"),
    "format_schema_message_name",
)
"""Settings that name a file, which the embedded engine looks for on the whole machine."""

_LOCAL_SOURCES = ("FILE", "SQLITE")


def users_xml(users: Iterable[User]) -> str:
    """The engine's description of users, roles and limits."""
    return statement(
        _TEMPLATE,
        users=list(users),
        fixed=_FIXED,
        of_files=_OF_FILES,
        rows_shown=ROWS_SHOWN,
        local_sources=_LOCAL_SOURCES,
    )


def steps_into(user: User) -> list[str]:
    """The statements that make a new connection one of this user, and leave no way back. None for the administrator."""
    if user.is_admin:
        return []
    values = _AS_FIXED | {name: str(most) for name, most in user.limits.items()}
    if user.read_only:
        values["readonly"] = "2"
    settings = ", ".join(f"{name} = {literal(value)}" for name, value in values.items())
    # the order matters: limits do not come with a profile, and cannot be set once its constraints hold
    return [f"SET ROLE {user.name}", f"SET {settings}", f"SET profile = {literal(user.name)}"]


def owner_of(user: User, query_id: str) -> str:
    """What OWNER_SETTING says of a statement."""
    return f"{user.name}/{query_id}"
