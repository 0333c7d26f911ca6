"""The code location as Dagster sees it, loaded in a fresh interpreter."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import environment

LOOK = """
import json, dagster as dg
from reviewhouse.definitions import defs
repository = defs().get_repository_def()
graph = repository.asset_graph
print(json.dumps({
    "jobs": sorted(job.name for job in repository.get_all_jobs()),
    "sensors": {s.name: [s.default_status.value, s.minimum_interval_seconds] for s in repository.sensor_defs},
    "assets": {k.to_user_string(): sorted(p.to_user_string() for p in graph.get(k).parent_keys)
               for k in graph.get_all_asset_keys()},
    "partitioned": sorted(k.to_user_string() for k in graph.get_all_asset_keys() if graph.get(k).is_partitioned),
    "checks": sorted(f"{c.asset_key.to_user_string()}:{c.name}" for c in graph.asset_check_keys),
}))
"""


@pytest.fixture(scope="module")
def location(tmp_path_factory):
    variables = {**os.environ, **environment(tmp_path_factory.mktemp("home"), "dagster")}
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=variables, capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_jobs_and_sensors_have_their_fixed_names(location):
    assert {"init_databases", "init_tables", "load_raw_amazon_reviews", "load_raw_amazon_metadata"} <= set(
        location["jobs"]
    )
    assert location["sensors"] == {
        "jet_reviews_s3_sensor": ["STOPPED", 2],
        "jet_metadata_s3_sensor": ["STOPPED", 2],
        "build_marts_sensor": ["RUNNING", 2],
    }


def test_raw_assets_are_partitioned_by_file_version_and_nothing_else_is(location):
    assert location["partitioned"] == ["raw_amazon_metadata", "raw_amazon_reviews"]


def test_models_stand_downstream_of_the_raw_assets(location):
    assets = location["assets"]
    assert "raw_amazon_reviews" in assets["stg_amazon_review_parsed"]
    assert "raw_amazon_metadata" in assets["stg_amazon_metadata_parsed"]
    for model in (
        "mrt_fact_product_review",
        "mrt_dim_date",
        "mrt_analytics_brand_ratings",
        "mrt_analytics_product_ratings",
        "mrt_load_audit",
        "mrt_seen_load",
    ):
        assert assets[model]


def test_every_mart_is_checked_and_there_are_at_least_sixty_checks(location):
    assert len(location["checks"]) >= 60
    marts = {name for name in location["assets"] if name.startswith("mrt_")}
    assert len(marts) == 11
    assert marts <= {check.split(":")[0] for check in location["checks"]}
