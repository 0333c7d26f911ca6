"""What a check finds, and what a check is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a part is. A look is wise where something is unusual; broken is what keeps the warehouse from working."""

    OK = "ok"
    LOOK = "look"
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """What was found, and for everything that is not ok the next step, each as one sentence for a person."""

    mark: Mark
    found: str
    next_step: str = ""


@dataclass(frozen=True)
class Check:
    """One question to one part.

    `ask` returns None where the question does not arise. `needs` are the keys of checks that must not be broken
    before; `without` is what their lines then say, for one: the lake is not reachable.
    """

    part: str
    name: str
    ask: Callable[[], Finding | None]
    needs: tuple[str, ...] = ()
    without: str = ""

    @property
    def key(self) -> str:
        return f"{self.part} {self.name}"


@dataclass(frozen=True)
class Line:
    """The finding of one check, as it is shown."""

    part: str
    name: str
    finding: Finding


def ok(found: str) -> Finding:
    return Finding(Mark.OK, found)


def look(found: str, next_step: str) -> Finding:
    return Finding(Mark.LOOK, found, next_step)


def broken(found: str, next_step: str) -> Finding:
    return Finding(Mark.BROKEN, found, next_step)
