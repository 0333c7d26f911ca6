"""The dbt command that Dagster runs."""

import dagster as dg
from dagster_dbt import DbtCliResource

from reviewhouse.transform import DBT, DBT_DIR


@dg.definitions
def resources() -> dg.Definitions:
    dbt = DbtCliResource(project_dir=str(DBT_DIR), profiles_dir=str(DBT_DIR), dbt_executable=str(DBT))
    return dg.Definitions(resources={"dbt": dbt})
