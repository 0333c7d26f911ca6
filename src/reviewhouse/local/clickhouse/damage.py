"""Clear words on a damaged data folder: where the engine cannot open it, and where it leaves rows out."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from reviewhouse.errors import StackError

_MOST_SAID = 1 << 16
_LONGEST_REASON = 240
_STDERR = 2
_NESTING = re.compile(
    r"Code: \d+\. DB::\w+: |Error initializing \w+: |std::exception\. Code: \d+, type: \S+, e\.what\(\) = "
    r"|std::__1::filesystem::filesystem_error: "
)
_DETAILS = re.compile(r": failed at position | from query |\(version |Stack trace|(?:: )?\.? ?\([A-Z_]{5,}\)")
_MISSING = """
    SELECT database || '.' || table AS name, count() AS parts, any(path) AS one
    FROM system.detached_parts
    WHERE startsWith(reason, 'broken')
    GROUP BY name ORDER BY name FORMAT TSVRaw
"""


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """One sentence where the engine does not open the folder within. Raises StackError.

    It writes its reason to stderr and raises an error without it; and damage can make it abort, past every `except`.
    So stderr goes into memory meanwhile, and a child waits at the end of a pipe, and speaks where the pipe closes
    before we say that all is well.
    """
    said, shown = os.memfd_create("said"), os.dup(_STDERR)
    reading, writing = os.pipe()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os.close(writing)
        _speak_at_the_end_of(reading, folder, said)
    os.close(reading)
    os.dup2(said, _STDERR)
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise StackError(_sentence(folder, _text(said) or str(error))) from None
    finally:
        sys.stderr.flush()
        os.dup2(shown, _STDERR)
        os.write(writing, b"!")
        os.waitpid(child, 0)
        for descriptor in (writing, said, shown):
            os.close(descriptor)


def tell_what_is_missing(connection: Any) -> None:
    """Say which tables lack rows since the engine has put damaged parts of them aside."""
    for line in connection.query(_MISSING).bytes().decode("utf-8", "replace").splitlines():
        table, parts, path = line.split("\t")
        print(
            f"The table {table} lacks the rows of {parts} damaged part(s), which ClickHouse has put aside: see "
            f"{Path(path).parent}. Restore the table from a backup, or load its files again, then delete them.",
            file=sys.stderr,
            flush=True,
        )


def _speak_at_the_end_of(pipe: int, folder: Path, said: int) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM):  # they may be sent to the whole group
        signal.signal(number, signal.SIG_IGN)
    if os.read(pipe, 1) == b"":
        why = _text(said) or "the process was killed, or what lies there is damaged"
        os.write(_STDERR, f"{_sentence(folder, why)}\n".encode("utf-8", "replace"))
    os._exit(0)


def _text(said: int) -> str:
    return os.pread(said, _MOST_SAID, 0).decode("utf-8", "replace").strip()


def _sentence(folder: Path, text: str) -> str:
    return (
        f"ClickHouse cannot open its data folder {folder}: {_reason(text)}. Start it again; if that does not help, "
        "restore what is damaged from a backup, or set REVIEWHOUSE_HOME to another folder."
    )


def _reason(text: str) -> str:
    """The innermost of nested errors, on one line, without what only its authors understand."""
    innermost = _DETAILS.split(_NESTING.split(text)[-1])[0]
    line = "".join(character if character.isprintable() else " " for character in innermost)
    return " ".join(line.split())[:_LONGEST_REASON].strip(" .:,") or "it does not say why"
