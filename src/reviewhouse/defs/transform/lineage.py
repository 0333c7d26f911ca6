"""dbt's sources are our raw assets: one thing, one name in the graph."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from reviewhouse.feeds import FEEDS, RAW_DATABASE

RAW_ASSETS = {(RAW_DATABASE, feed.raw_table): dg.AssetKey(feed.asset) for feed in FEEDS}


class Lineage(DagsterDbtTranslator):
    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        names = (dbt_resource_props.get("source_name"), dbt_resource_props["name"])
        return RAW_ASSETS.get(names) or super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer, by the folder below `models/`."""
        folders = dbt_resource_props["fqn"][1:]
        if folders[0] == "staging":
            return "silver"
        return "analytics" if folders[1] == "analytics" else "gold"
