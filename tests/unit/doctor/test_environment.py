import subprocess

import pytest

from reviewhouse.doctor import environment
from reviewhouse.doctor.examine import examine
from reviewhouse.doctor.findings import Mark
from reviewhouse.settings import Settings
from tests.unit.test_settings import VALUES


@pytest.fixture
def env_file(tmp_path, monkeypatch):
    """A complete `.env` as the settings' file, and nothing of it in the environment."""
    path = tmp_path / ".env"
    path.write_text("".join(f"{name.upper()}={value}\n" for name, value in VALUES.items()))
    path.chmod(0o600)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", path)
    return path


def test_a_good_file_is_worth_no_word(env_file):
    checks = (environment.complete, environment.readable_by_owner_only, environment.untracked, environment.names)
    assert [check().mark for check in checks] == [Mark.OK] * 4


def test_passwords_that_others_may_read_are_worth_a_look(env_file):
    env_file.chmod(0o644)
    found = environment.readable_by_owner_only()
    assert found.mark is Mark.LOOK
    assert found.next_step == f"`chmod 600 {env_file}`"


def test_passwords_in_git_are_broken(env_file):
    for arguments in (["init", "--quiet"], ["add", "--force", ".env"]):
        subprocess.run(["git", "-C", env_file.parent, *arguments], check=True)
    assert environment.untracked().mark is Mark.BROKEN


def test_a_misspelt_name_is_told_with_the_right_one(env_file):
    env_file.write_text(env_file.read_text() + "CLICKHOUSE_PROT=8124\nMY_OWN_THING=1\n")
    found = environment.names()
    assert found.mark is Mark.LOOK
    assert "CLICKHOUSE_PROT" in found.found
    assert "CLICKHOUSE_PORT" in found.next_step


def test_a_value_that_the_shell_sets_otherwise_is_told_without_it(env_file, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
    found = environment.names()
    assert found.mark is Mark.LOOK
    assert "AWS_SECRET_ACCESS_KEY" in found.found
    assert "another-secret" not in found.found + found.next_step


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "AWS_BUCKET is missing"),
        (b"CLICKHOUSE_PASSWORD=replace\n", "CLICKHOUSE_PASSWORD still says `replace`"),
        (b"\xff\xfe\x00", "is no UTF-8 text"),
        (None, "AWS_BUCKET is missing"),
    ],
)
def test_without_settings_there_is_one_reason_and_nothing_else_is_asked(env_file, content, words):
    if content is None:
        env_file.unlink()
    else:
        env_file.write_bytes(content)
    lines = {line.name: line.finding for line in examine()}
    assert words in lines["settings"].found
    assert lines["settings"].mark is Mark.BROKEN
    assert lines["settings"].next_step
    assert [name for name, finding in lines.items() if finding.mark is Mark.BROKEN] == ["settings"]
    assert lines["all checks"].mark is Mark.SKIPPED


def test_packages_that_differ_from_the_lock_are_counted(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    monkeypatch.setattr(environment, "LOCK", lock)
    lock.write_text("rich==0.0.1 \\\n    --hash=sha256:00\nnot-there==1.0\nnever==1 ; sys_platform == 'win32' \\\n")
    found = environment.packages()
    assert found.mark is Mark.LOOK
    assert found.found == "2 packages of 2 not as locked: rich, not-there"
    lock.write_text(f"rich=={environment._installed('rich')} \\\n    --hash=sha256:00\n")
    assert environment.packages().mark is Mark.OK
