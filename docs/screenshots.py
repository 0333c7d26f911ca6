"""Take the pictures of the README from a running stack: `make screenshots`, after `make run`.

Needs Chromium (on Debian: apt install chromium), which Playwright drives.
"""

import io
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console

from reviewhouse.report import collect, render
from reviewhouse.settings import settings
from reviewhouse.warehouse import Warehouse

IMAGES = Path(__file__).parent / "images"
DAGSTER = f"http://{settings().dagster_host}:{settings().dagster_port}"
GROUPS = ("bronze", "silver", "gold", "analytics")
TERMINAL = """<html><body style="margin:0;display:inline-block;background:#16181d;color:#e6e6e6">
<pre style="font:14px/1.25 'DejaVu Sans Mono',monospace;margin:0;padding:20px 24px">{code}</pre></body></html>"""


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed. On Debian: apt install chromium")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": 1700, "height": 1100})
        take_report(page)
        take_page(
            page,
            f"/asset-groups?expanded={','.join(f'global@global:{name}' for name in GROUPS)}",
            "asset-graph",
            height=1850,
        )
        take_page(page, "/runs", "runs", height=500)
        browser.close()


def take_page(page: Page, path: str, name: str, height: int = 1500) -> None:
    """A page of Dagster, once nothing on it moves any more."""
    page.set_viewport_size({"width": 1700, "height": height})
    page.goto(DAGSTER + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(4_000)
    page.screenshot(path=IMAGES / f"{name}.png")


def take_report(page: Page) -> None:
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    with Warehouse(settings()) as warehouse:
        render(collect(warehouse, settings().warehouse_database), console)
    code = console.export_html(inline_styles=True, code_format="{code}")
    page.set_content(TERMINAL.format(code=code))
    page.locator("body").screenshot(path=IMAGES / "report.png")


if __name__ == "__main__":
    main()
