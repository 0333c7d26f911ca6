import pytest

from reviewhouse.doctor import machine
from reviewhouse.doctor.findings import Mark
from tests.unit.test_settings import made


def test_a_disk_with_little_room_is_broken(tmp_path, monkeypatch):
    assert machine.disk(tmp_path / "not" / "there").mark is Mark.OK
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", 1 << 60)
    found = machine.disk(tmp_path)
    assert found.mark is Mark.BROKEN
    assert "REVIEWHOUSE_HOME" in found.next_step


def test_a_folder_that_others_may_enter_is_worth_a_look(tmp_path):
    home = tmp_path / "home"
    assert machine.folder(home).mark is Mark.OK
    home.mkdir(mode=0o755)
    assert machine.folder(home).mark is Mark.LOOK
    home.chmod(0o700)
    assert machine.folder(home).mark is Mark.OK


def test_a_file_in_the_place_of_the_folder_is_broken(tmp_path):
    home = tmp_path / "home"
    home.touch()
    assert machine.folder(home).mark is Mark.BROKEN


@pytest.mark.parametrize(("wanted", "mark"), [("512MiB", Mark.OK), ("900TiB", Mark.LOOK)])
def test_memory_is_held_against_what_clickhouse_may_take(tmp_path, wanted, mark):
    found = machine.memory(made(reviewhouse_home=tmp_path, clickhouse_max_memory=wanted))
    assert found.mark is mark
