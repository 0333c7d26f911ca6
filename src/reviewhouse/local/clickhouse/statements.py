"""What the server must know of a statement before the engine sees it, found by reading its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from reviewhouse.local.clickhouse.errors import Code, QueryError

_TOKEN = re.compile(
    rb"""(?P<skip>\s+|--[^\n]*|//[^\n]*|\#[!\ ][^\n]*
        |\xc2[\x85\xa0]|\xe1\xa0\x8e|\xe2\x80[\x80-\x8b\xa8\xa9\xaf]|\xe2\x81[\x9f\xa0]|\xe3\x80\x80|\xef\xbb\xbf)
    | (?P<comment>/\*)
    | (?P<text>'(?:[^'\\]++|\\.|'')*+'|\xe2\x80\x98.*?\xe2\x80\x99)
    | (?P<quoted>"(?:[^"\\]++|\\.|"")*+"|`(?:[^`\\]++|\\.|``)*+`|\xe2\x80\x9c.*?\xe2\x80\x9d)
    | (?P<open>(?:['"`]|\xe2\x80[\x98\x9c]).*)
    | (?P<tag>\$\w*\$)
    | (?P<word>[A-Za-z_$][\w$]*)
    | \d[\w.]*
    | .""",
    re.DOTALL | re.VERBOSE,
)
"""As the engine's lexer has it, with its white space and quotation marks beyond ASCII. What is opened and not closed
takes all the rest, as there: to look for its end again behind each mark would take hours for a statement of a megabyte.
"""

_WORD = re.compile(rb"[A-Za-z_$][\w$]*")
_COMMENT_MARK = re.compile(rb"/\*|\*/")
_TAG = re.compile(rb"(?=(\$\w*\$))")
_ESCAPE = re.compile(rb"\\x([0-9A-Fa-f]{2})|\\(.)|``|\"\"", re.DOTALL)
_BEFORE_DATA = re.compile(rb"[ \t\f]*;?[ \t\f]*\r?\n?")
_OPENING, _CLOSING = (b"(", b"[", b"{"), (b")", b"]", b"}")
_READS_ROWS = (b"SELECT", b"WITH", b"FROM", b"(")


@dataclass
class Statement:
    """`kind` is the first word in capitals, or `(`; offsets are bytes from the start of `sql`.

    `end` is that of its last word, without semicolons and comments behind it.
    `format` is the one written in the statement: of the result, or of an INSERT's data, which begin at `data_at`.
    `input_at` is the place of the function input(), from which an INSERT with a SELECT takes data.
    """

    sql: bytes
    kind: bytes = b""
    format: str | None = None
    format_at: int | None = None
    data_at: int | None = None
    has_select: bool = False
    input_at: tuple[int, int] | None = None
    names_a_file: bool = False
    end: int = 0

    @property
    def head(self) -> bytes:
        """The statement without the data of an INSERT."""
        return self.sql[: self.data_at]

    @property
    def data(self) -> bytes:
        return b"" if self.data_at is None else self.sql[self.data_at :]

    @property
    def takes_rows(self) -> bool:
        """An INSERT whose rows follow it, in the statement or in the body of the request."""
        return self.data_at is not None

    @property
    def returns_rows(self) -> bool:
        return self.kind in _READS_ROWS


@dataclass
class _Word:
    text: bytes = b""
    at: int = 0


class _Token(NamedTuple):
    """`kind` is a group of `_TOKEN`, or empty; `open` for what is not closed."""

    kind: str
    text: bytes
    start: int
    end: int


def _tokens(sql: bytes, start: int = 0, end: int | None = None) -> Iterator[_Token]:
    """All of them but white space and comments, in time that grows as the text does."""
    end = len(sql) if end is None else end
    last_tags: dict[bytes, int] | None = None
    while start < end:
        found = _TOKEN.match(sql, start, end)
        kind, stop = found.lastgroup or "", found.end()
        if kind == "comment":
            stop = _end_of_comment(sql, stop, end)
            kind, stop = ("skip", stop) if stop else ("open", end)
        elif kind == "tag":
            if last_tags is None:
                last_tags = {tag[1]: tag.start() for tag in _TAG.finditer(sql, start, end)}
            if last_tags[found.group()] >= stop:
                stop = sql.index(found.group(), stop) + len(found.group())
            else:  # no text in dollars: the sign begins a name
                found = _WORD.match(sql, start, end)
                kind, stop = "word", found.end()
        if kind != "skip":
            yield _Token(kind, sql[start:stop], start, stop)
        start = stop


def _end_of_comment(sql: bytes, start: int, end: int) -> int:
    """Where one ends whose mark stands before `start`, with those within it; 0 where it does not."""
    depth = 1
    for mark in _COMMENT_MARK.finditer(sql, start, end):
        depth += 1 if mark.group() == b"/*" else -1
        if not depth:
            return mark.end()
    return 0


def read(sql: bytes) -> Statement:
    """Read a statement, or the beginning of one that is longer; an INSERT is read as far as its data."""
    found = Statement(sql)
    depth = 0
    verb_at, has_select = 0, False
    before, last = _Word(), _Word()
    result_format: tuple[str, int, int] | None = None
    for count, token in enumerate(_tokens(sql)):
        text = token.text.upper()
        is_word = token.kind == "word"
        if token.text != b";":
            found.end = token.end
        if not found.kind:
            found.kind, verb_at = text, token.start
        elif depth == 0 and is_word and last.text != b".":
            has_select |= text in (b"SELECT", b"FROM")
            if found.kind == b"WITH" and text == b"INSERT" and not has_select:
                found.kind, verb_at = text, token.start
            names_a_table = before.text == b"." or (found.kind == b"INSERT" and before.text in (b"INTO", b"TABLE"))
            is_format = last.text == b"FORMAT" and not names_a_table and count > 2
            if found.kind == b"INSERT" and count > 2 and not is_format:
                if text == b"VALUES" and not found.has_select:
                    found.format, found.format_at, found.data_at = "Values", token.start, token.end
                    return found
                found.has_select |= text in (b"SELECT", b"WITH")
            if is_format:
                if found.kind == b"INSERT" and found.has_select:
                    found.input_at = _place_of_input(sql, last.at)
                if found.kind == b"INSERT" and (found.input_at or not found.has_select):
                    found.format, found.format_at = token.text.decode(), last.at
                    found.data_at = _BEFORE_DATA.match(sql, token.end).end()
                    return found
                result_format = token.text.decode(), last.at, token.end
        # INSERT INTO outfile names a table; elsewhere a name before INTO may well be "insert"
        is_insert_into = found.kind == b"INSERT" and before.at == verb_at and before.text == b"INSERT"
        if is_word and not is_insert_into:
            found.names_a_file |= (last.text, text) == (b"INTO", b"OUTFILE")
        found.names_a_file |= found.kind == b"INSERT" and (last.text, text) == (b"FROM", b"INFILE")
        depth += (text in _OPENING) - (text in _CLOSING)
        before, last = last, _Word(text if is_word else token.text, token.start)
    if result_format and _ends_or_sets(sql, result_format[2]):
        found.format, found.format_at, _ = result_format
    return found


def _place_of_input(sql: bytes, end: int) -> tuple[int, int] | None:
    """Where a call of the function input() begins and ends."""
    tokens = list(_tokens(sql, 0, end))
    for first, (name, bracket) in enumerate(pairwise(tokens)):
        if name.text.upper() == b"INPUT" and bracket.text == b"(":
            closing = next((token for token in tokens[first:] if token.text == b")"), tokens[-1])
            return name.start, closing.end
    return None


def words(sql: bytes) -> Iterator[str]:
    """The tokens of a statement in capitals, for a look at its words: an identifier in quotes begins with a backquote,
    and a text is one quote. Raises QueryError (62) for what no statement of the engine's language holds."""
    for token in _tokens(sql):
        match token.kind:
            case "open":
                raise QueryError(Code.SYNTAX_ERROR, "Syntax error: a comment or a quotation mark is not closed")
            case "text":
                yield "'"
            case "quoted":
                yield "`" + _unquoted(token.text).decode("utf-8", "replace").upper()
            case _ if token.text[0] >= 0x80:
                raise QueryError(Code.SYNTAX_ERROR, "Syntax error: unrecognized token outside of quotation marks")
            case _:
                yield token.text.decode("utf-8", "replace").upper()


def _unquoted(text: bytes) -> bytes:
    mark = 3 if text.startswith(b"\xe2") else 1
    return _ESCAPE.sub(_unescaped, text[mark:-mark])


def _unescaped(escape: re.Match[bytes]) -> bytes:
    if escape[1]:
        return bytes([int(escape[1], 16)])
    # the engine reads \N as nothing, so that `a\Nb` is ab
    return b"" if escape[2] == b"N" else escape[2] or escape[0][:1]


def _ends_or_sets(sql: bytes, position: int) -> bool:
    """Whether a FORMAT clause that ends here is the result's: nothing follows but SETTINGS."""
    following = next((token.text.upper() for token in _tokens(sql, position)), b";")
    return following in (b";", b"SETTINGS")


def into_descriptor(statement: Statement, output_format: str, descriptor: int) -> bytes:
    """The same SELECT, writing its result to an open file descriptor of this process."""
    clause = f"\nINTO OUTFILE '/proc/self/fd/{descriptor}' TRUNCATE ".encode()
    if statement.format_at is not None:
        return statement.sql[: statement.format_at] + clause + statement.sql[statement.format_at :]
    # the tab tells feed_query_log.sql that this FORMAT is not the client's
    return statement.sql[: statement.end] + clause.rstrip() + b"\tFORMAT " + output_format.encode()


def replace_name(sql: bytes, name: tuple[bytes, ...], replacement: bytes) -> bytes:
    """The statement with a name, of one part or several, replaced wherever it stands outside of texts and comments.

    The parts are in small letters; what stands behind a dot is another name.
    """
    path = [part for one in name for part in (one, b".")][:-1]
    tokens = list(_tokens(sql))
    plain = [_unquoted(token.text) if token.kind == "quoted" else token.text for token in tokens]
    pieces, done = [], 0
    for first in range(len(tokens)):
        found = [text.lower() for text in plain[first : first + len(path)]]
        if found == path and (first == 0 or plain[first - 1] != b"."):
            pieces += [sql[done : tokens[first].start], replacement]
            done = tokens[first + len(path) - 1].end
    return b"".join([*pieces, sql[done:]])
