"""The category tree of the invented shop, read from categories.txt: names by indent, leaves with what is sold."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TREE = Path(__file__).with_name("categories.txt")
_INDENT = 4


@dataclass(frozen=True)
class Leaf:
    """The end of a path from the root of a department (2 to 6 names), and what is sold there (`paring knife`)."""

    path: tuple[str, ...]
    noun: str

    @property
    def department(self) -> str:
        return self.path[0]


@cache
def leaves() -> tuple[Leaf, ...]:
    """All leaves in the order of the tree, so that those of one department lie together."""
    found: list[Leaf] = []
    path: list[str] = []
    for line in _TREE.read_text(encoding="utf-8").splitlines():
        depth = (len(line) - len(line.lstrip())) // _INDENT
        name, _, noun = line.strip().partition(": ")
        path[depth:] = [name]
        if noun:
            found.append(Leaf(tuple(path), noun))
    return tuple(found)
