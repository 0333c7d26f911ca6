"""The dbt project: where it lies, and its manifest, which Dagster reads the models from."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewhouse.errors import TransformError
from reviewhouse.settings import ROOT, settings
from reviewhouse.users import TRANSFORMER

DBT = Path(sys.executable).with_name("reviewhouse-dbt")
DBT_DIR = ROOT / "dbt"
MANIFEST = DBT_DIR / "target" / "manifest.json"
SOURCES = ("models", "macros", "tests", "dbt_project.yml", "profiles.yml")


def ensure_manifest() -> Path:
    """The path of a manifest that is newer than every file of the project; dbt writes it anew where it is not."""
    MANIFEST.parent.mkdir(exist_ok=True)
    with _locked(MANIFEST.parent / "parse.lock"):  # several processes load the definitions at once
        if not MANIFEST.exists() or MANIFEST.stat().st_mtime < _newest_source():
            run_dbt("parse")
    return MANIFEST


def docs_page() -> Path:
    """The page that `write_docs` writes."""
    return settings().reviewhouse_home / "docs" / "static_index.html"


def write_docs() -> None:
    """Describe every model, column and test, as they are in ClickHouse now, in one page without outside hosts."""
    run_dbt("docs", "generate", "--static", "--target-path", str(docs_page().parent))


@contextmanager
def only_build() -> Iterator[None]:
    """Wait until no other build of this machine runs: two at once would collide on dbt's temporary tables.

    Dagster's pool keeps the runs of its queue apart; this also holds for builds that are started past it.
    """
    folder = settings().reviewhouse_home
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / "build.lock"):
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def dbt_environment() -> dict[str, str]:
    """The environment in which dbt runs: it is the transformer, where that user has a password."""
    user, password = settings().login(TRANSFORMER)
    certificate = settings().clickhouse_ca_certificate
    return {
        **settings().environment(),
        "CLICKHOUSE_USER": user,
        "CLICKHOUSE_PASSWORD": password.get_secret_value(),
        # dbt-clickhouse has no setting for it, and OpenSSL has
        **({"SSL_CERT_FILE": str(certificate)} if certificate else {}),
    }


def run_dbt(*arguments: str) -> None:
    """Run a dbt command on the project. Raises TransformError with the end of what it printed."""
    done = subprocess.run([DBT, *arguments], check=False, env=settings().environment(), capture_output=True, text=True)
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-20:])
        raise TransformError(f"dbt {arguments[0]} failed:\n{end}{done.stderr}")


def _newest_source() -> float:
    paths = [path for name in SOURCES for path in (DBT_DIR / name, *(DBT_DIR / name).rglob("*"))]
    return max(path.stat().st_mtime for path in paths if path.exists())
