"""Damage in the data folder. Each is either told in one sentence with what to do, or told while all else is served."""

import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.disk import PrefixedServer, without_privilege
from tests.integration.local_clickhouse.conftest import Server, new_server

GARBAGE = random.Random(7).randbytes(300)
TABLE = "(a UInt64, b String) ENGINE = MergeTree ORDER BY a SETTINGS min_bytes_for_wide_part = 0"
ROWS = "SELECT number, toString(number) FROM numbers(1000)"


class Folder:
    """A data folder with the tables default.good, default.bad and other.table, and where the parts of them lie."""

    def __init__(self, home: Path) -> None:
        self.home, self.root, self._saved = home, home / "clickhouse", home.with_name("saved")
        server = new_server(home)
        server.start()
        try:
            server.value("CREATE DATABASE other")
            for table in ("default.good", "default.bad", "other.table"):
                server.value(f"CREATE TABLE {table} {TABLE}")
                server.value(f"INSERT INTO {table} {ROWS}")
            self.data = Path(server.value("SELECT data_paths[1] FROM system.tables WHERE name = 'bad'"))
            self.definition = self.root / server.value("SELECT metadata_path FROM system.tables WHERE name = 'bad'")
            self.part = self.data / server.value("SELECT name FROM system.parts WHERE active AND table = 'bad'")
        finally:
            assert server.stop() == 0
        shutil.copytree(home, self._saved, symlinks=True)

    def restore(self) -> None:
        shutil.rmtree(self.home)
        shutil.copytree(self._saved, self.home, symlinks=True)


@pytest.fixture(scope="module")
def sound_folder(tmp_path_factory):
    return Folder(tmp_path_factory.mktemp("broken") / "home")


@pytest.fixture
def folder(sound_folder):
    sound_folder.restore()
    return sound_folder


@pytest.fixture
def server(folder):
    plain = new_server(folder.home)
    made = PrefixedServer(plain.home, plain.port, plain.environment)
    yield made
    if made.process.poll() is None:
        made.stop(signal.SIGKILL)


def assert_refuses(server: Server, *words: str) -> None:
    server.launch()
    assert server.process.wait(30) == 1, server.errors
    [sentence] = server.errors.splitlines()
    for word in words:
        assert word in sentence
    assert any(advice in sentence.lower() for advice in ("restore", "set ", "install")), sentence


def write(path: Path, data: bytes) -> None:
    assert path.is_file()
    path.write_bytes(data)


def replace_by_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_bytes(b"")


REFUSED: dict[str, tuple[Callable[[Folder], None], str]] = {
    "definition of a table cut off": (lambda at: os.truncate(at.definition, 40), "bad.sql"),
    "definition of a table empty": (lambda at: write(at.definition, b""), "bad.sql"),
    "definition of a table garbage": (lambda at: write(at.definition, GARBAGE), "bad.sql"),
    "table of an unknown engine": (
        lambda at: write(at.definition, at.definition.read_bytes().replace(b"= MergeTree", b"= FromTheFuture")),
        "FromTheFuture",
    ),
    "definition of a database cut off": (lambda at: os.truncate(at.root / "metadata/other.sql", 20), "other.sql"),
    "definition of a database garbage": (lambda at: write(at.root / "metadata/other.sql", GARBAGE), "other.sql"),
    "definition of default garbage": (lambda at: write(at.root / "metadata/default.sql", GARBAGE), "default.sql"),
    "version of a table's data garbage": (lambda at: write(at.data / "format_version.txt", GARBAGE), "default"),
    "data of a table gone": (lambda at: shutil.rmtree(at.data), "default.bad"),
    "store gone": (lambda at: shutil.rmtree(at.root / "store"), "store"),
    "store a file": (lambda at: replace_by_a_file(at.root / "store"), "store"),
    "metadata gone": (lambda at: shutil.rmtree(at.root / "metadata"), "metadata"),
    "metadata a file": (lambda at: replace_by_a_file(at.root / "metadata"), "metadata"),
    "written by a newer engine": (lambda at: write(at.root / "engine_version", b"99.1.2.3\n"), "99.1.2.3"),
}


@pytest.mark.parametrize("damage", REFUSED)
def test_what_cannot_be_opened_is_told_in_one_sentence(server, folder, damage):
    harm, word = REFUSED[damage]
    harm(folder)
    assert_refuses(server, word)


def test_restoring_what_was_named_helps(server, folder):
    definition = folder.definition.read_bytes()
    write(folder.definition, b"")
    assert_refuses(server, folder.definition.name)
    write(folder.definition, definition)
    server.start()
    assert server.value("SELECT count() FROM bad") == "1000"


@pytest.mark.parametrize("name", ["checksums.txt", "columns.txt", "count.txt", "everything"])
def test_a_damaged_part_is_put_aside_and_told(server, folder, name):
    for path in folder.part.iterdir() if name == "everything" else [folder.part / name]:
        write(path, GARBAGE)
    server.start()
    assert server.value("SELECT count() FROM good") == "1000"
    assert server.value("SELECT count() FROM bad") == "0"
    [sentence] = server.errors.splitlines()
    assert "default.bad lacks the rows of 1 damaged part" in sentence
    server.value(f"INSERT INTO bad {ROWS}")
    assert server.value("SELECT count() FROM bad") == "1000"


def test_damaged_data_are_an_error_of_the_statements_that_read_them(server, folder):
    for path in folder.part.glob("*.bin"):
        write(path, bytes(reversed(path.read_bytes())))  # of the same size, by which the engine would notice it
    server.start()
    answer = server.ask("SELECT sum(a), max(b) FROM bad")
    assert answer.status == 500
    assert str(folder.part) in answer.text
    assert server.value("SELECT sum(a), max(b) FROM good") == "499500\t999"


def test_a_database_whose_definition_is_lost_is_found_by_its_link(server, folder):
    (folder.root / "metadata/default.sql").unlink()
    server.start()
    assert server.value("SELECT count() FROM good") == "1000"


@pytest.mark.parametrize("place", ["", "metadata", "store", "engine_version", "data", "definition"])
def test_what_may_not_be_read(server, folder, place):
    server.prefix = without_privilege()
    if server.prefix and not shutil.which(server.prefix[0]):
        pytest.skip("root reads everything, and setpriv is not here")
    path = {"data": folder.data, "definition": folder.definition}.get(place, folder.root / place)
    before = path.stat().st_mode
    path.chmod(0)
    try:
        assert_refuses(server, "Permission denied")
    finally:
        path.chmod(before)


def test_a_second_start_on_the_same_folder(server, folder):
    server.start()
    second = new_server(folder.home)
    second.home = folder.home.with_name("second")
    assert_refuses(second, "in use by another process")
    assert server.value("SELECT count() FROM good") == "1000"


def test_a_folder_that_the_engine_would_misread(own_server, tmp_path):
    assert_refuses(own_server(REVIEWHOUSE_HOME=str(tmp_path / "what?")), "has a ? in it")
    assert not (tmp_path / "what").exists()


@pytest.mark.parametrize("name", ["ein Ordner mit Lücken", "评论 'x' \"y\"", "50 % <more> & #1"])
def test_a_folder_with_an_unusual_name(own_server, tmp_path, name):
    server = own_server(REVIEWHOUSE_HOME=str(tmp_path / name), AWS_SECRET_ACCESS_KEY="also & <here>")
    server.start()
    server.value(f"CREATE TABLE kept {TABLE}")
    server.value(f"INSERT INTO kept {ROWS}")
    assert server.stop() == 0
    assert (tmp_path / name / "clickhouse" / "store").is_dir()
    server.start()
    assert server.value("SELECT count() FROM kept") == "1000"
