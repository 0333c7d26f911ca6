"""The records and bytes of a CSV file, counted without a CSV parser: from where its quotes and line ends stand.

A parser that takes a stray quote for the beginning of a long field loses records without a word. So what ClickHouse has
loaded is held against this count, which knows two rules of RFC 4180: a quote opens a field behind a delimiter or a line
end, and closes it before one; within a field, two of them stand for one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

_QUOTE, _COMMA, _LF, _CR, _SPACE = b'",\n\r '
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_OPENS_BEHIND, _CLOSES_BEFORE = np.zeros((2, 256), bool)
# a quote: then two stand for one, and the field goes on
_OPENS_BEHIND[[_COMMA, _LF, _QUOTE]] = True
_CLOSES_BEFORE[[_COMMA, _LF, _QUOTE, _CR]] = True

_START, _END = b"\0\n", b"\n"
"""What is taken to stand before the first byte, a line end and no blank line, and behind the last."""


@dataclass
class Survey:
    """`records` includes the header. `content_bytes` are those of values and delimiters: without line ends, quotes
    around fields, quotes that double others, and byte order mark. `is_regular` means that quotes and line ends stand
    where RFC 4180 has them, and no line is blank; how many fields a record has is not looked at."""

    records: int = 0
    lines: int = 0
    content_bytes: int = 0
    is_regular: bool = True


def survey(pieces: Iterable[bytes]) -> Survey:
    """Count a whole file; a byte order mark stands in its first piece."""
    found, is_quoted, last = Survey(), False, _LF
    for window in _windows(without_mark(pieces)):
        is_quoted = _count(found, window, is_quoted)
        last = window[-2]
    if last != _LF:
        found.records += 1
    if is_quoted:
        found.is_regular = False
    return found


def without_mark(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file, the first one without its byte order mark."""
    for number, piece in enumerate(pieces):
        yield piece if number else piece.removeprefix(_BYTE_ORDER_MARK)


def _windows(pieces: Iterable[bytes]) -> Iterator[np.ndarray]:
    """All bytes in turn, each once from the third to the last but one: between the two before and the one behind it.

    One buffer holds them all: memory of each window's own would be got from the system anew, at the cost of the count.
    """
    buffer, size = np.array(list(_START), np.uint8), len(_START)
    for piece in chain(pieces, [_END]):
        end = size + len(piece)
        if end > len(buffer):
            buffer = np.append(buffer[:size], np.frombuffer(piece, np.uint8))
        else:
            buffer[size:end] = np.frombuffer(piece, np.uint8)
        yield buffer[:end]
        size = min(end, 3)
        buffer[:size] = buffer[end - size : end]


def _count(found: Survey, text: np.ndarray, is_quoted: bool) -> bool:
    """Add a window; whether a field is open at its end."""
    piece = text[2:-1]
    # both kinds of line ends in one search: little else is below a space
    quotes, controls = np.flatnonzero(piece == _QUOTE) + 2, np.flatnonzero(piece < _SPACE) + 2
    line_ends, returns = (controls[text[controls] == byte] for byte in (_LF, _CR))
    before_opening = text[quotes[is_quoted::2] - 1]
    behind_closing = text[quotes[not is_quoted :: 2] + 1]
    ends, returns = (_outside(places, quotes, is_quoted) for places in (line_ends, returns))
    behind_return = text[ends - 1] == _CR
    is_blank = text[ends - 1 - behind_return] == _LF
    doubled = int(np.count_nonzero(before_opening == _QUOTE))
    found.records += len(ends)
    found.lines += len(line_ends)
    found.content_bytes += len(piece) - (len(quotes) - doubled) - len(ends) - int(np.count_nonzero(behind_return))
    found.is_regular = bool(
        found.is_regular
        and _OPENS_BEHIND[before_opening].all()
        and _CLOSES_BEFORE[behind_closing].all()
        and (text[returns + 1] == _LF).all()
        and not is_blank.any()
    )
    return bool((len(quotes) + is_quoted) % 2)


def _outside(places: np.ndarray, quotes: np.ndarray, is_quoted: bool) -> np.ndarray:
    """Those of the places that are not within a quoted field."""
    return places[(np.searchsorted(quotes, places) + is_quoted) % 2 == 0]
