"""Multipart forms: a query and its parameters as fields, and external tables as files."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.request import QueryRequest, name_in_sql
from reviewhouse.sql import identifier, literal

_BOUNDARY = re.compile(r'boundary="?([^";]+)')
_FIELD = re.compile(r'[; ]name="([^"\r\n]*)"')
_LARGEST_FORM = 1 << 28
"""Bytes: it is held in memory, beyond every limit of the engine."""

_END_OF_HEAD = b"\r\n\r\n"


def is_form(request: QueryRequest) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/form-data")


async def read_form(request: QueryRequest, body: AsyncIterator[bytes]) -> None:
    """Add a form's fields and files to the request's. Raises QueryError for what is no form."""
    content = bytearray(b"\r\n")
    async for chunk in body:
        content += chunk
        if len(content) > _LARGEST_FORM:
            raise QueryError(Code.QUERY_IS_TOO_LARGE, f"A form of more than {_LARGEST_FORM} bytes")
    for name, is_file, value in _parts(content, request.headers["content-type"]):
        if is_file:
            request.files[name] = value
        else:
            request.parameters[name] = value.decode("utf-8", "surrogateescape")


def _parts(content: bytearray, content_type: str) -> Iterator[tuple[str, bool, bytes]]:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise QueryError(Code.BAD_ARGUMENTS, "A multipart form without a boundary")
    mark = b"\r\n--" + boundary.group(1).encode()
    start = content.find(mark)
    while start >= 0:
        start += len(mark)
        if content.startswith(b"--", start):
            return
        end = content.find(mark, start)
        if end < 0:
            break
        values_at = content.find(_END_OF_HEAD, start, end)
        head = bytes(content[start : max(values_at, start)])
        name = _FIELD.search(head.decode("utf-8", "replace"))
        if values_at < 0 or name is None:
            raise QueryError(Code.BAD_ARGUMENTS, "A part of the multipart form has no name")
        # one copy, and no more: a form may be large
        with memoryview(content) as view, view[values_at + len(_END_OF_HEAD) : end] as value:
            yield name.group(1), b"filename=" in head, bytes(value)
        start = end
    raise QueryError(Code.CANNOT_READ_ALL_DATA, "The multipart form has no end")


def load_table(connection: Any, request: QueryRequest, name: str, data: bytes) -> None:
    """Make a file of the form a temporary table, which ends with the connection."""
    structure = request.parameters.get(f"{name}_structure")
    types = request.parameters.get(f"{name}_types")
    if types:
        structure = ", ".join(f"_{number} {kind}" for number, kind in enumerate(_split_types(types), 1))
    if not structure:
        raise QueryError(
            Code.BAD_ARGUMENTS, f"Neither structure nor types have been provided for external table {name}"
        )
    table_format = name_in_sql(request.parameters.get(f"{name}_format", "TabSeparated"))
    # null() takes the client's text as a structure and nothing else: pasted, it could go on as any statement
    empty = f"SELECT * FROM null({literal(structure)})"
    connection.query(f"CREATE OR REPLACE TEMPORARY TABLE {identifier(name)} ENGINE = Memory AS {empty}")
    inserter = connection.send_insert(f"INSERT INTO {identifier(name)}", table_format)
    inserter.append(data)
    inserter.finish()


def _split_types(types: str) -> list[str]:
    """The types of a list, whose own brackets may hold commas."""
    found, depth = [""], 0
    for character in types:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return found
