"""The users of ClickHouse and their rights, as users.toml describes them."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.settings import Settings
from reviewhouse.sql import identifier, literal

_DESCRIPTION = Path(__file__).with_name("users.toml")
ADMIN, LOADER, TRANSFORMER, DASHBOARD = "admin", "loader", "transformer", "dashboard"


@dataclass(frozen=True)
class User:
    """One user. `grants` stand as they follow the word GRANT; `limits` are settings, in rows, bytes and seconds."""

    name: str
    purpose: str
    grants: tuple[str, ...]
    read_only: bool = False
    limits: dict[str, int] = field(default_factory=dict)

    @property
    def is_admin(self) -> bool:
        return self.name == ADMIN


def users(settings: Settings) -> dict[str, User]:
    """All users by name, with the names of this warehouse in their grants."""
    names = {
        "raw": identifier(RAW_DATABASE),
        "warehouse": identifier(settings.warehouse_database),
        "lake": literal(re.escape(settings.lake_url) + ".*"),
    }
    described = tomllib.loads(_DESCRIPTION.read_text())
    return {
        name: User(
            name=name,
            purpose=about["purpose"],
            grants=tuple(grant.format_map(names) for grant in about["grants"]),
            read_only=about.get("read_only", False),
            limits=about.get("limits", {}),
        )
        for name, about in described.items()
    }
