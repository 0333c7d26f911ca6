"""The dbt project: whether its manifest, from which Dagster knows the models, is up to date."""

from datetime import UTC, datetime

from reviewhouse.doctor.findings import Check, Finding, look, ok
from reviewhouse.doctor.words import since, span
from reviewhouse.settings import Settings
from reviewhouse.transform import DBT_DIR, MANIFEST, SOURCES


def checks(_: Settings) -> list[Check]:
    return [Check("dbt", "manifest", manifest)]


def manifest() -> Finding:
    if not MANIFEST.exists():
        return look("not written yet", "`make setup` writes it.")
    written = MANIFEST.stat().st_mtime
    sources = [path for name in SOURCES for path in (DBT_DIR / name, *(DBT_DIR / name).rglob("*")) if path.exists()]
    newest = max(sources, key=lambda path: path.stat().st_mtime)
    if newest.stat().st_mtime > written:
        return look(
            f"older than {newest.relative_to(DBT_DIR)}",
            "`make setup` writes it anew, and `make down up` brings it to a stack that runs.",
        )
    return ok(f"newer than every model, written {span(since(datetime.fromtimestamp(written, UTC)))} ago")
