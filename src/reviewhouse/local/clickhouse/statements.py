"""What the server must know of a statement before the engine sees it, found by reading its words."""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    rb"""(?P<skip>\s+|--[^\n]*|\#[!\ ][^\n]*|/\*.*?\*/)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<text>'(?:[^'\\]|\\.|'')*+')
    | "(?:[^"\\]|\\.|"")*+" | `(?:[^`\\]|\\.|``)*+`
    | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$
    | \d[\w.]*
    | .""",
    re.DOTALL | re.VERBOSE,
)
_BEFORE_DATA = re.compile(rb"[ \t\f]*;?[ \t\f]*\r?\n?")
_OPENING, _CLOSING = (b"(", b"[", b"{"), (b")", b"]", b"}")
_READS_ROWS = (b"SELECT", b"WITH", b"FROM", b"(")


@dataclass
class Statement:
    """`kind` is the first word in capitals, or `(`; offsets are bytes from the start of `sql`.

    `format` is the one written in the statement: of the result, or of an INSERT's data, which begin at `data_at`.
    """

    sql: bytes
    kind: bytes = b""
    format: str | None = None
    format_at: int | None = None
    data_at: int | None = None
    has_select: bool = False
    names_a_file: bool = False
    texts: list[bytes] = field(default_factory=list)

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
        return self.data_at is not None and not self.has_select

    @property
    def returns_rows(self) -> bool:
        return self.kind in _READS_ROWS


@dataclass
class _Word:
    text: bytes = b""
    at: int = 0


def read(sql: bytes) -> Statement:
    """Read a statement, or the beginning of one that is longer; an INSERT is read as far as its data."""
    found = Statement(sql)
    depth = count = 0
    before, last = _Word(), _Word()
    result_format: tuple[str, int, int] | None = None
    for token in _TOKEN.finditer(sql):
        if token.lastgroup == "skip":
            continue
        text = token.group().upper()
        is_word = token.lastgroup == "word"
        if not found.kind:
            found.kind = text
        elif depth == 0 and is_word and last.text != b".":
            if found.kind == b"WITH" and text == b"INSERT":
                found.kind = text
            elif found.kind == b"INSERT" and count > 2:
                if text == b"VALUES" and not found.has_select:
                    found.format, found.format_at, found.data_at = "Values", token.start(), token.end()
                    return found
                found.has_select |= text in (b"SELECT", b"WITH")
            if last.text == b"FORMAT" and before.text != b"." and count > 2:
                if found.kind == b"INSERT":
                    found.format, found.format_at = token.group().decode(), last.at
                    found.data_at = _BEFORE_DATA.match(sql, token.end()).end()
                    return found
                result_format = token.group().decode(), last.at, token.end()
        if is_word and before.text != b"INSERT":
            found.names_a_file |= (last.text, text) == (b"INTO", b"OUTFILE")
        found.names_a_file |= found.kind == b"INSERT" and (last.text, text) == (b"FROM", b"INFILE")
        if token.lastgroup == "text":
            found.texts.append(token.group())
        depth += (text in _OPENING) - (text in _CLOSING)
        count += 1
        before, last = last, _Word(text if is_word else token.group(), token.start())
    if result_format and _ends_or_sets(sql, result_format[2]):
        found.format, found.format_at, _ = result_format
    return found


def _ends_or_sets(sql: bytes, position: int) -> bool:
    """Whether a FORMAT clause that ends here is the result's: nothing follows but SETTINGS."""
    words = (token.group().upper() for token in _TOKEN.finditer(sql, position) if token.lastgroup != "skip")
    return next(words, b";") in (b";", b"SETTINGS")


def into_descriptor(statement: Statement, output_format: str, descriptor: int) -> bytes:
    """The same SELECT, writing its result to an open file descriptor of this process."""
    clause = f"\nINTO OUTFILE '/proc/self/fd/{descriptor}' TRUNCATE ".encode()
    if statement.format_at is not None:
        return statement.sql[: statement.format_at] + clause + statement.sql[statement.format_at :]
    return _without_end(statement.sql) + clause + b"FORMAT " + output_format.encode()


def _without_end(sql: bytes) -> bytes:
    """The statement without the semicolon and the comments after its last token."""
    end = 0
    for token in _TOKEN.finditer(sql):
        if token.lastgroup != "skip" and token.group() != b";":
            end = token.end()
    return sql[:end]


def replace_word(sql: bytes, word: bytes, replacement: bytes) -> bytes:
    """The statement with an identifier replaced wherever it stands as a word of its own, in no text or comment."""
    return b"".join(
        replacement if token.lastgroup == "word" and token.group().lower() == word else token.group()
        for token in _TOKEN.finditer(sql)
    )
