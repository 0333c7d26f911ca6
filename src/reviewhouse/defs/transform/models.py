"""Every dbt model an asset, every dbt test an asset check, and the job that builds them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from reviewhouse.defs.transform.lineage import Lineage
from reviewhouse.progress import BUILD_JOB
from reviewhouse.transform import ensure_manifest


@dbt_assets(
    manifest=ensure_manifest(),
    dagster_dbt_translator=Lineage(),
    pool="dbt",
)
def warehouse_models(context: dg.AssetExecutionContext, dbt: DbtCliResource):
    # unit tests hold the code, not the data: they belong to `make test`
    command = ["build", "--exclude-resource-type", "unit_test"]
    with TemporaryDirectory(prefix="reviewhouse-dbt-") as target:
        yield from dbt.cli(command, context=context, target_path=Path(target)).stream()


build_marts = dg.define_asset_job(
    BUILD_JOB, selection=[warehouse_models], description="Silver and gold, built and tested by dbt."
)
