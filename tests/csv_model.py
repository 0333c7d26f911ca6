"""Which records a CSV file has, told byte by byte: the slow and plain answer that loads are held against."""

from dataclasses import dataclass, field

_QUOTE, _COMMA, _LF, _CR = b'",\n\r'


@dataclass
class Expected:
    """The fields of the good records, and the texts of the bad ones, both in the order of the file."""

    good: list[list[bytes]] = field(default_factory=list)
    bad: list[bytes] = field(default_factory=list)


def expected(body: bytes, fields: int) -> Expected:
    """The records of a file without its header, each line of it ended."""
    found, place = Expected(), 0
    if body and not body.endswith(b"\n"):
        body += b"\n"
    while place < len(body):
        values, end, _ = _record(body, place)
        if values is not None and len(values) == fields:
            found.good.append(values)
        else:
            end = _end_of_bad(body, place, fields)
            text = body[place:end]
            if text.strip(b"\r\n"):
                found.bad.append(text.removesuffix(b"\n").removesuffix(b"\r"))
        place = end
    return found


def header(body: bytes) -> tuple[list[bytes] | None, int]:
    """The names of a file's columns, None where its first record is malformed, and where the records begin."""
    names, end, _ = _record(body, 0)
    return names, end


def _end_of_bad(body: bytes, place: int, fields: int) -> int:
    """With its line; while a quote opened in it is open, also with further ones that are no records."""
    end = body.index(b"\n", place) + 1
    _, _, is_open = _record(body[:end], place)
    while is_open and end < len(body):
        values, _, _ = _record(body, end)
        if values is not None and len(values) == fields:
            break
        line_end = body.index(b"\n", end) + 1
        is_open ^= body.count(b'"', end, line_end) % 2
        end = line_end
    return end


def _record(body: bytes, place: int) -> tuple[list[bytes] | None, int, bool]:
    """The fields of the record there, or None where it is malformed; its end; whether a quote of it is never closed."""
    values: list[bytes] = []
    while True:
        value = bytearray()
        if body[place : place + 1] == b'"':
            place += 1
            while True:
                if place >= len(body):
                    return None, place, True
                if body[place] == _QUOTE:
                    if body[place + 1 : place + 2] != b'"':
                        place += 1
                        break
                    place += 1
                value.append(body[place])
                place += 1
        else:
            while place < len(body) and body[place] not in (_QUOTE, _COMMA, _LF, _CR):
                value.append(body[place])
                place += 1
        values.append(bytes(value))
        if body[place : place + 1] == b",":
            place += 1
        elif body[place : place + 1] == b"\n":
            return values, place + 1, False
        elif body[place : place + 2] == b"\r\n":
            return values, place + 2, False
        else:
            return None, place, False
