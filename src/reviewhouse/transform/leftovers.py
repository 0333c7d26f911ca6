"""What a killed build was working on: tables that nobody reads, and that no later build would take away.

They bear the name of a model, and so analysts would see them among the marts.
"""

from pathlib import Path

from reviewhouse.settings import Settings
from reviewhouse.sql import identifier
from reviewhouse.users import TRANSFORMER
from reviewhouse.warehouse import Warehouse


def drop_leftovers(settings: Settings) -> None:
    """To be called by the only build there is: then every working table of dbt is one that was left."""
    folder, database = Path(__file__).parent, settings.warehouse_database
    with Warehouse(settings, TRANSFORMER) as warehouse:
        for row in warehouse.rows(folder / "leftovers.sql", values={"database": database}):
            warehouse.command(
                folder / "drop_leftover.sql", database=identifier(database), table=identifier(row["name"])
            )
