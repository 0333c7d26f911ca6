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

EXPRESSIONS_SETTING = "input_format_values_interpret_expressions"
"""Expressions among values run for `INSERT … VALUES` alone: in a text that the table function format() takes for
values, guard.py could not read them."""

OWN_SETTINGS = (OWNER_SETTING, EXPRESSIONS_SETTING)
"""Set by the server itself for each statement, and by nobody else."""

_OWNER = f"Settings['{OWNER_SETTING}']"
_IS_ADMIN = f"has(currentRoles(), '{ADMIN}')"
_OWN_OR_ADMIN = f"{_IS_ADMIN} OR startsWith({_OWNER}, concat(arrayElement(currentRoles(), 1), '/'))"

ROWS_SHOWN = {"processes": _OWN_OR_ADMIN} | dict.fromkeys(
    (
        *("asynchronous_inserts", "asynchronous_loader", "background_schedule_pool", "backups", "crash_log"),
        *("disks", "dns_cache", "dropped_tables", "errors", "part_log", "query_cache", "query_log_of_process"),
        *("remote_data_paths", "schema_inference_cache", "server_settings", "session_query_ids", "stack_trace"),
        # of its own statements, says the engine: to it all of them are
        *("user_directories", "user_processes", "user_query_log", "warnings"),
    ),
    _IS_ADMIN,
)
"""Tables of `system` that tell of other people or of the machine, and which rows of them a user sees."""

_OF_VIEWS = (
    *("default_view_definer", "default_normal_view_sql_security", "default_materialized_view_sql_security"),
    # computed later, a subquery would read in nobody's name, and so everything
    "mutations_execute_subqueries_on_initiator",
)
_FIXED = (
    *("log_queries", "log_queries_min_type", "log_queries_min_query_duration_ms", "log_queries_probability"),
    *("log_query_settings", "allow_experimental_ai_functions", "format_avro_schema_registry_url"),
)
"""What only the administrator may set: what is logged of a statement, and where else it asks than its grants say."""

_AS_FIXED = {
    "default_view_definer": "CURRENT_USER",
    "default_normal_view_sql_security": "INVOKER",
    # to the engine every definer is `default`, who may do everything
    "default_materialized_view_sql_security": "INVOKER",
}
OF_FILES = (
    *("format_template_resultset", "format_template_row", "format_schema", "format_schema_source"),
    *("format_schema_message_name", "output_format_schema", "input_format_record_errors_file_path"),
    "rename_files_after_processing",
)
"""Settings that name a file, which the embedded engine reads or writes on the whole machine."""

_OF_THE_MACHINE = (
    *("dynamic_disk_allow_from_env", "dynamic_disk_allow_from_zk", "dynamic_disk_allow_include"),
    *("s3_allow_server_credentials_in_user_queries", "format_display_secrets_in_show_and_select"),
    # statements, and parts of them, that guard.py cannot read
    *("dialect", "allow_experimental_eval_table_function"),
    *("additional_result_filter", "additional_table_filters", "parallel_replicas_custom_key"),
)
"""Settings that nobody changes: with them a statement would take secrets of this process, or hide what it does."""

NOBODYS_RIGHTS = (
    *(f"READ, WRITE ON {source}" for source in ("FILE", "SQLITE", "ODBC", "JDBC")),
    *(
        f"TABLE ENGINE ON {engine}"
        for engine in ("File", "SQLite", "IcebergLocal", "DeltaLakeLocal", "PaimonLocal", "ODBC", "JDBC")
    ),
    "SYSTEM JEMALLOC ON *.*",
)
"""What reads or writes files of this machine, or starts programs on it."""


def users_xml(users: Iterable[User]) -> str:
    """The engine's description of users, roles and limits."""
    return statement(
        _TEMPLATE,
        users=list(users),
        fixed=_FIXED,
        of_views=_OF_VIEWS,
        nobodys_settings=OF_FILES + _OF_THE_MACHINE,
        rows_shown=ROWS_SHOWN,
        nobodys_rights=NOBODYS_RIGHTS,
    )


def steps_into(user: User) -> list[str]:
    """The statements that make a new connection one of this user, and leave no way back."""
    if user.is_admin:
        return [f"SET profile = {literal(ADMIN)}"]
    values = _AS_FIXED | {name: str(most) for name, most in user.limits.items()}
    if user.read_only:
        values["readonly"] = "2"
    settings = ", ".join(f"{name} = {literal(value)}" for name, value in values.items())
    # the order matters: limits do not come with a profile, and cannot be set once its constraints hold
    return [f"SET ROLE {user.name}", f"SET {settings}", f"SET profile = {literal(user.name)}"]


def owner_of(user: User, query_id: str) -> str:
    """What OWNER_SETTING says of a statement."""
    return f"{user.name}/{query_id}"
