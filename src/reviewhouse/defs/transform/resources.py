"""The dbt command that Dagster runs."""

import dagster as dg
from dagster_dbt import DbtCliResource

from reviewhouse.transform import DBT, DBT_DIR


class DbtCommand(DbtCliResource):
    """dbt without the second one that dagster-dbt opens in its own process, which takes a second of each run.

    It would ask the warehouse for row counts and columns to show; dbt's checks and descriptions say both.
    """

    def _initialize_dbt_core_adapter(self, args: object) -> None:
        return None


@dg.definitions
def resources() -> dg.Definitions:
    dbt = DbtCommand(project_dir=str(DBT_DIR), profiles_dir=str(DBT_DIR), dbt_executable=str(DBT))
    return dg.Definitions(resources={"dbt": dbt})
