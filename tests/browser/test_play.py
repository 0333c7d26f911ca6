"""The page `/play` in a real browser, against the real server."""

import re
import shutil
import time
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.integration.local_clickhouse.conftest import PASSWORD, USER, new_server

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
FOREVER = "select count() from numbers_mt(1000000000000) where not ignore(sipHash64(number))"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed. On Debian: apt install chromium")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = new_server(tmp_path_factory.mktemp("play") / "home")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield made
        made.close()


@pytest.fixture
def page(server, browser):
    """The page as it opens, in a browser that has never seen it; `asked` holds the addresses that it asks for."""
    context = browser.new_context()
    opened = context.new_page()
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.goto(f"http://127.0.0.1:{server.port}/play")
    yield opened
    context.close()


@pytest.fixture
def logged_in(page):
    log_in(page)
    return page


def log_in(page, password: str = PASSWORD) -> None:
    page.get_by_label("User").fill(USER)
    page.get_by_label("Password").fill(password)


def run(page, sql: str) -> None:
    page.get_by_label("Statement").fill(sql)
    page.keyboard.press("Control+Enter")


def cells(page) -> list[list[str]]:
    """The values of the result, without the numbers of the rows."""
    page.wait_for_selector("#status:not(.busy):not(:empty)")
    width = page.locator("thead th").count() - 1
    texts = page.locator("tbody td:not(.row)").all_inner_texts()
    return [texts[at : at + width] for at in range(0, len(texts), width or 1)]


def test_rows_with_their_types_and_what_was_read(logged_in):
    run(logged_in, "select number as id, if(id = 1, null, 'ü 漢字') as text, 1 / 3 as third from numbers(2)")
    assert cells(logged_in) == [["0", "ü 漢字", "0.3333333333333333"], ["1", "NULL", "0.3333333333333333"]]
    heads = logged_in.locator("thead th").all_inner_texts()
    assert [head.split() for head in heads[1:]] == [
        ["id", "UInt64"],
        ["text", "Nullable(String)"],
        ["third", "Float64"],
    ]
    expect(logged_in.get_by_role("status")).to_have_text(re.compile(r"^2 rows · read 2 rows, 16 B · \d+\.\d{3} s$"))


def test_numbers_come_with_every_digit(logged_in):
    run(logged_in, "select 18446744073709551615, toDecimal128('1.10', 2), nan")
    assert cells(logged_in) == [["18446744073709551615", "1.1", "nan"]]


def test_what_is_in_the_data_stays_text(server, logged_in):
    server.value("create table hostile (text String) engine = Memory")
    server.value("insert into hostile values ({text:String})", param_text=HOSTILE)
    run(logged_in, f"select text, text as `{HOSTILE}` from hostile")
    assert cells(logged_in) == [[HOSTILE, HOSTILE]]
    run(logged_in, f"select * from `{HOSTILE}`")
    expect(logged_in.get_by_role("alert")).to_contain_text("onerror")
    assert logged_in.locator("img, main script").count() == 0
    assert logged_in.title() == "reviewhouse · statements"


def test_an_error_is_shown_and_gone_with_the_next_statement(logged_in):
    run(logged_in, "select 1 from nowhere")
    expect(logged_in.get_by_role("alert")).to_contain_text("UNKNOWN_TABLE (60)")
    expect(logged_in.get_by_role("alert")).to_contain_text("nowhere")
    run(logged_in, "select 1")
    assert cells(logged_in) == [["1"]]
    expect(logged_in.get_by_role("alert")).to_be_hidden()


def test_an_error_after_the_first_rows(logged_in):
    sql = "select repeat('x', 3000), throwIf(number = 900, 'on purpose') from numbers(3000)"
    run(logged_in, f"{sql} settings max_block_size = 100, max_threads = 1")
    expect(logged_in.get_by_role("alert")).to_contain_text(re.compile("on purpose|ended before the result did"))


def test_a_wrong_password_and_then_the_right_one_without_a_mouse(page):
    expect(page.get_by_label("User")).to_be_focused()
    page.keyboard.type(USER)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("AUTHENTICATION_FAILED")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("row")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_password_is_nowhere_and_no_other_host_is_asked(server, logged_in):
    run(logged_in, "select 1")
    assert cells(logged_in) == [["1"]]
    kept = logged_in.evaluate("[...Object.values(sessionStorage), ...Object.values(localStorage), document.cookie]")
    assert "select 1" in kept
    assert not any(PASSWORD in text for text in kept + [unquote_plus(url) for url in logged_in.asked])
    assert all(url.startswith((f"http://127.0.0.1:{server.port}/", "data:")) for url in logged_in.asked)
    logged_in.reload()
    expect(logged_in.get_by_label("User")).to_have_value(USER)
    expect(logged_in.get_by_label("Password")).to_have_value("")


def test_escape_ends_the_statement_on_the_server(server, logged_in):
    run(logged_in, FOREVER)
    running = f"select count() from system.processes where query like '{FOREVER[:40]}%'"
    wait_until(lambda: server.value(running) == "1")
    expect(logged_in.get_by_role("button", name="Stop")).to_be_visible()
    logged_in.keyboard.press("Escape")
    expect(logged_in.get_by_role("status")).to_contain_text("stopped")
    wait_until(lambda: server.value(running) == "0")


def test_a_result_without_end_shows_its_first_rows(server, logged_in):
    run(logged_in, "select number from system.numbers")
    assert [row[0] for row in cells(logged_in)] == [str(number) for number in range(1000)]
    expect(logged_in.get_by_role("status")).to_contain_text("first 1,000 rows")
    wait_until(lambda: server.value("select count() from system.processes where query like '%system.numbers%'") == "1")


def test_statements_without_rows_and_formats_of_ones_own(logged_in):
    run(logged_in, "create or replace table noted (n UInt8) engine = Memory")
    expect(logged_in.get_by_role("status")).to_contain_text("done")
    run(logged_in, "insert into noted values (1), (2)")
    expect(logged_in.get_by_role("status")).to_contain_text("2 rows written")
    run(logged_in, "select * from noted order by n format CSV")
    expect(logged_in.get_by_role("region", name="Result")).to_have_text("1\n2\n")


def test_the_policy_of_the_page(server):
    policy = server.ask(method="GET", path="/play").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def wait_until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
