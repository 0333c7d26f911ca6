"""Working tables of killed builds go before the next one, and nothing else does."""

from reviewhouse.transform.leftovers import drop_leftovers
from tests.support import rows

TABLES = "SELECT name FROM system.tables WHERE database = 'dwh_dev' AND startsWith(name, 'mrt_left') ORDER BY name"


def test_working_tables_of_dbt_are_dropped_and_models_are_not(stack_settings, warehouse):
    for name in ("mrt_left", "mrt_left__dbt_backup", "mrt_left__dbt_new_data_2a6c7782_26e7"):
        warehouse.client.command(f"CREATE TABLE dwh_dev.{name} (a UInt8) ENGINE = MergeTree ORDER BY a")
    warehouse.client.command("CREATE VIEW dwh_dev.mrt_left__dbt_tmp AS SELECT 1")
    try:
        drop_leftovers(stack_settings)
        assert rows(warehouse, TABLES) == [("mrt_left",)]
    finally:
        warehouse.client.command("DROP TABLE dwh_dev.mrt_left")
