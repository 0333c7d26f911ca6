import threading

import pytest

import reviewhouse.doctor.examine as module
from reviewhouse.doctor.findings import Check, Finding, Mark, broken, look, ok
from reviewhouse.errors import LakeError
from tests.unit.test_settings import VALUES, no_env_file  # noqa: F401 - a fixture


def run(*checks: Check) -> dict[str, Finding]:
    return {line.name: line.finding for line in module._run(list(checks))}


def raising(error: Exception):
    def ask():
        raise error

    return ask


def test_what_needs_a_broken_check_is_not_asked_and_says_why():
    asked = []
    found = run(
        Check("lake", "files", lambda: asked.append("files"), needs=("lake bucket",)),
        Check("lake", "bucket", lambda: asked.append("bucket"), needs=("lake address",)),
        Check("lake", "address", lambda: broken("no answer", "Start it."), without="the lake is not reachable"),
    )
    assert asked == []
    assert found["files"] == found["bucket"] == Finding(Mark.SKIPPED, "not looked at: the lake is not reachable")


def test_a_look_keeps_nothing_from_being_asked():
    found = run(
        Check("lake", "address", lambda: look("slow", "Wait.")),
        Check("lake", "bucket", lambda: ok("there"), needs=("lake address",)),
    )
    assert found["bucket"].mark is Mark.OK


def test_lines_keep_the_order_of_the_checks_and_a_question_that_does_not_arise_has_none():
    found = run(
        Check("a", "second", lambda: ok("2"), needs=("a first",)),
        Check("a", "none", lambda: None),
        Check("a", "first", lambda: ok("1")),
    )
    assert list(found) == ["second", "first"]


def test_what_hangs_is_given_up_and_the_others_are_there(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_SECONDS", 0.1)
    for_ever = threading.Event()
    found = run(
        Check("a", "hangs", lambda: for_ever.wait(60)),
        Check("a", "after", lambda: ok("x"), needs=("a hangs",)),
        Check("a", "answers", lambda: ok("here")),
    )
    for_ever.set()
    assert found["hangs"].mark is Mark.BROKEN
    assert found["hangs"].found == "no answer within 0.1 s"
    assert found["after"].mark is Mark.SKIPPED
    assert found["answers"].mark is Mark.OK


def test_an_error_of_ours_is_split_into_finding_and_next_step():
    error = LakeError("The lake at http://127.0.0.1:1 has no bucket b. Create it, or correct AWS_BUCKET in .env.")
    found = run(Check("lake", "bucket", raising(error)))["bucket"]
    assert found.found == "The lake at http://127.0.0.1:1 has no bucket b"
    assert found.next_step == "Create it, or correct AWS_BUCKET in .env."


@pytest.mark.parametrize(
    ("error", "words"),
    [(PermissionError(13, "Permission denied", "/data"), "/data: Permission denied"), (KeyError("x"), "(KeyError)")],
)
def test_an_unforeseen_error_is_a_finding(error, words):
    found = run(Check("a", "b", raising(error)))["b"]
    assert found.mark is Mark.BROKEN
    assert words in found.found
    assert found.next_step


def test_secrets_are_struck_out_whoever_wrote_them(no_env_file, monkeypatch):  # noqa: F811
    password = VALUES["clickhouse_password"]
    quoting = Check("lake", "x", lambda: broken(f"the server says {password}", f"Try without {password}."))
    monkeypatch.setattr(module, "PARTS", {"lake": lambda settings: [quoting]})
    line = module.examine()[-1]
    assert line.finding.found == "the server says ***"
    assert line.finding.next_step == "Try without ***."
