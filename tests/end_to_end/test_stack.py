"""The whole stack as a user starts it: commands in, report out."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.end_to_end.stack import Stack
from tests.oracle import totals
from tests.support import HEADER


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    found = Stack(tmp_path_factory.mktemp("e2e"))
    yield found
    found("down")
    assert found.processes() == []


@pytest.fixture(scope="module")
def first_run(stack, feed_folder):
    """From nothing to the report."""
    done = stack("run", "--feed", feed_folder, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_run_brings_every_record_of_a_feed_into_the_report(stack, feed_folder, first_run):
    expected = totals(feed_folder)
    assert f"{expected.reviews:,}" in first_run.stdout
    assert f"http://127.0.0.1:{stack.variables['DAGSTER_PORT']}" in first_run.stdout
    report = stack.json("report")
    assert report["overview"]["reviews"] == expected.reviews
    files = stack.json("files")
    assert sorted(file["rows_loaded"] for file in files) == sorted([expected.reviews_read, expected.products_read])


def test_a_second_run_loads_nothing_twice_and_says_so(stack, feed_folder, first_run):
    before = stack.json("report")
    done = stack("run", "--feed", feed_folder)
    assert done.returncode == 0, done.stderr
    assert "nothing is loaded twice" in done.stdout
    assert stack.json("report") == before


def test_status_and_check(stack, first_run):
    assert [row["part"] for row in stack.json("status")] == ["lake", "clickhouse", "code", "webserver", "daemon"]
    done = stack("check-clickhouse")
    assert done.returncode == 0
    assert "dwh_dev" in done.stdout
    assert "raw_thirdparty" in done.stdout


def test_a_second_up_is_refused_in_one_sentence(stack, first_run):
    done = stack("up")
    assert done.returncode == 1
    assert "running already" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_secret_is_in_arguments_logs_or_files(stack, first_run):
    secrets = [stack.variables[name].encode() for name in ("AWS_SECRET_ACCESS_KEY", "CLICKHOUSE_PASSWORD")]
    for pid in stack.processes():
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert not any(secret in arguments for secret in secrets), arguments
    texts = [
        path for path in stack.home.rglob("*") if path.is_file() and "lake" not in path.relative_to(stack.home).parts
    ]
    for path in texts:
        with suppress(FileNotFoundError):  # a database's log goes when it is written back
            assert not any(secret in path.read_bytes() for secret in secrets), path


def test_everything_listens_on_this_machine_alone(stack, first_run):
    ours = set()
    for pid in stack.processes():
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                ours.add(os.readlink(link))
            except OSError:
                continue
    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in ours:
                listening.append(fields[1].split(":")[0])
    assert len(listening) >= 5
    assert set(listening) <= {"0100007F", "0" * 24 + "01000000"}


def test_a_bad_file_is_named_by_wait_and_the_others_arrive(stack, first_run):
    lake = stack.lake()
    reviews = stack.json("report")["overview"]["reviews"]
    lake.put_object(Bucket="reviews", Key="jet_reviews/extra/good.csv", Body=f"{HEADER}\n1,R,B,,,t,5,s,1158019200,\n")
    lake.put_object(Bucket="reviews", Key="jet_reviews/extra/bad.csv", Body=b"wrong,header\n1,2\n")
    done = stack("wait", "--timeout", "200")
    assert done.returncode == 1
    assert "jet_reviews/extra/bad.csv" in done.stderr
    assert stack.json("report")["overview"]["reviews"] == reviews + 1
    lake.delete_object(Bucket="reviews", Key="jet_reviews/extra/bad.csv")
    assert stack("wait", "--timeout", "60").returncode == 0


def test_malformed_records_are_shown_exported_mended_and_arrive(stack, first_run, tmp_path):
    reviews = stack.json("report")["overview"]["reviews"]
    records = [f"{number},Q,B,,,t,5,s,1158019200," for number in range(100, 130)]
    records[7] = records[7].replace(",t,", ',5" disc,')
    records[8] = records[8].replace(",5,s", ",7,s")
    key = "jet_reviews/extra/dirty.csv"
    stack.lake().put_object(Bucket="reviews", Key=key, Body="\n".join([HEADER, *records, ""]))
    done = stack("wait", "--timeout", "200")
    assert done.returncode == 0, done.stderr
    assert stack.json("report")["overview"]["reviews"] == reviews + 28
    faults = {fault["step"]: fault for fault in stack.json("quarantine") if fault["key"] == key}
    assert (faults["load"]["records"], faults["load"]["example"]) == (1, records[7])
    assert (faults["staging"]["records"], faults["staging"]["example"]) == (1, "108, Q, B")
    assert "quarantine" in stack("files").stdout
    done = stack("quarantine", "export", key, "--to", tmp_path / "corrections")
    assert done.returncode == 0, done.stderr
    [file] = (tmp_path / "corrections").iterdir()
    file.write_text(file.read_text().replace('5" disc', "five inches"))
    assert stack("upload", tmp_path / "corrections").returncode == 0
    done = stack("reload", key)
    assert done.returncode == 0, done.stderr
    assert f"{key}: 29 rows" in done.stdout
    assert stack("wait", "--timeout", "200").returncode == 0
    assert stack.json("report")["overview"]["reviews"] == reviews + 29
    again = stack("quarantine", "export", "jet_reviews/none.csv")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)


def test_killed_parts_come_back_and_go_on_working(stack, first_run):
    before = stack.json("report")
    for row in stack.json("status"):
        if row["part"] in ("clickhouse", "lake", "code"):
            os.kill(row["pid"], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while stack("status").returncode and time.monotonic() < deadline:
        time.sleep(1)
    assert stack.json("report") == before
    body = f"{HEADER}\n2,R,B,,,t,4,s,1158019200,\n"
    stack.lake().put_object(Bucket="reviews", Key="jet_reviews/extra/after.csv", Body=body)
    done = stack("wait", "--timeout", "200")
    assert done.returncode == 0, done.stderr
    assert stack.json("report")["overview"]["reviews"] == before["overview"]["reviews"] + 1


def test_down_and_up_keep_the_data(stack, first_run):
    before = stack.json("report")
    done = stack("down")
    assert done.returncode == 0
    assert stack.processes() == []
    gone = stack("report")
    assert gone.returncode == 1
    assert "make up" in gone.stderr
    assert stack("up").returncode == 0
    assert stack.json("report") == before
    assert stack("wait", "--timeout", "60").returncode == 0


def test_a_port_in_use_is_named_and_nothing_is_left_behind(tmp_path):
    other = Stack(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(other.variables["CLICKHOUSE_PORT"])))
        taken.listen()
        done = other("up")
    assert done.returncode == 1
    assert other.variables["CLICKHOUSE_PORT"] in done.stderr
    assert "CLICKHOUSE_PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert other.processes() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"AWS_BUCKET": ""}, "AWS_BUCKET is empty"),
        ({"CLICKHOUSE_PASSWORD": "replace"}, "CLICKHOUSE_PASSWORD still says"),
        ({"CLICKHOUSE_PORT": "1"}, "cannot be reached"),
    ],
)
def test_a_wrong_environment_is_one_sentence(tmp_path, changes, words):
    done = Stack(tmp_path)("check-clickhouse", **changes)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_password_is_one_sentence(stack, first_run, feed_folder):
    done = stack("check-clickhouse", CLICKHOUSE_PASSWORD="wrong")
    assert done.returncode == 1
    assert "refuses the user or the password" in done.stderr
    done = stack("upload", feed_folder, AWS_SECRET_ACCESS_KEY="wrong")
    assert done.returncode == 1
    assert "refuses the keys" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_local_lake_without_an_address_is_refused_before_anything_starts(tmp_path):
    other = Stack(tmp_path / "home")
    done = other("up", AWS_ENDPOINT_URL="")
    assert done.returncode == 1
    assert "Take `lake` out of REVIEWHOUSE_PARTS" in done.stderr
    assert "Traceback" not in done.stderr
    assert other.processes() == []


def test_an_empty_feed_folder_starts_nothing(tmp_path):
    other, empty = Stack(tmp_path / "home"), tmp_path / "empty"
    empty.mkdir()
    done = other("run", "--feed", empty)
    assert done.returncode == 1
    assert "holds no file" in done.stderr
    assert other.processes() == []


def test_a_full_disk_is_said_before_anything_starts(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small], check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        other = Stack(small)
        done = other("up")
        assert done.returncode == 1
        assert "MB are free" in done.stderr
        assert other.processes() == []
    finally:
        subprocess.run(["umount", small], check=True)
        shutil.rmtree(small)
