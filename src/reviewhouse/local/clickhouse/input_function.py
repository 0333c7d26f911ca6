"""`INSERT … SELECT … FROM input('…') FORMAT …`: the engine would write nothing, without a word.

So the data go into a temporary table with that structure first, and the SELECT reads it in the place of input().
"""

import re
import secrets
from dataclasses import replace
from typing import Any

from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.statements import Statement

_CALL = re.compile(rb"input\s*\(\s*('(?:[^'\\]|\\.|'')*+')\s*\)", re.DOTALL | re.IGNORECASE)


def into_temporary_table(connection: Any, statement: Statement) -> tuple[Statement, bytes]:
    """Make the table; the INSERT that fills it with the client's data, and the one that is to follow.

    Raises QueryError (48) where the structure does not stand in the statement as a text.
    """
    start, end = statement.input_at or (0, 0)
    call = _CALL.fullmatch(statement.sql[start:end])
    if call is None:
        raise QueryError(Code.NOT_IMPLEMENTED, "input() without its structure, as in input('id UInt64, text String')")
    table = f"_input_{secrets.token_hex(8)}".encode()
    # a table and not memory: the data may be larger; null() takes the structure as a text and nothing else
    connection.query(
        b"CREATE TEMPORARY TABLE "
        + table
        + b" ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM null("
        + call[1]
        + b")"
    )
    fill = b"INSERT INTO " + table + b" "
    clause = statement.sql[statement.format_at : statement.data_at]
    filling = replace(
        statement,
        sql=fill + clause + statement.data,
        format_at=len(fill),
        data_at=len(fill) + len(clause),
        has_select=False,
        input_at=None,
    )
    return filling, statement.sql[:start] + table + statement.sql[end : statement.format_at]
