import stat

from reviewhouse.local.env_file import write_env_file
from reviewhouse.settings import ROOT


def test_passwords_are_made_up_and_differ_and_the_file_is_private(tmp_path):
    (tmp_path / ".env.example").write_text((ROOT / ".env.example").read_text())
    path = write_env_file(tmp_path)
    values = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line and line[0] != "#")
    assert "replace" not in values.values()
    assert len(values["CLICKHOUSE_PASSWORD"]) >= 24
    assert values["CLICKHOUSE_PASSWORD"] != values["AWS_SECRET_ACCESS_KEY"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_stays_as_it_is(tmp_path):
    (tmp_path / ".env.example").write_text("A=replace\n")
    (tmp_path / ".env").write_text("A=mine\n")
    assert write_env_file(tmp_path) is None
    assert (tmp_path / ".env").read_text() == "A=mine\n"
