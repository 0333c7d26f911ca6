"""Statements from `.sql` files. Identifiers are quoted by Jinja filters; values are bound by ClickHouse itself."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def identifier(name: str) -> str:
    """A quoted ClickHouse identifier."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def literal(text: str) -> str:
    """A quoted ClickHouse string, for the places of DDL where no value can be bound."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # SQL, not HTML: the filters quote
        keep_trailing_newline=False,
    )
    environment.filters.update(identifier=identifier, literal=literal)
    return environment


def statement(path: Path, **names: object) -> str:
    """The text of a statement file with its names filled in. Raises jinja2.UndefinedError for a name not given."""
    return _environment(path.parent).get_template(path.name).render(**names)
