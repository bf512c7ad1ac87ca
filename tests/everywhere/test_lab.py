"""A chapter in a real JupyterLab, as `make lab` starts it: opened, run, moved and saved."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.built import ROOT

CHAPTER = "slipping"
# One JupyterLab for all.
pytestmark = pytest.mark.xdist_group("lab")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chapters in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("book")
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    return folder


@pytest.fixture(scope="module")
def address(book: Path) -> Iterator[str]:
    """The address that `make lab` prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--no-browser --port={port} --IdentityProvider.token=open"
    log = book / "lab.log"
    with log.open("w") as said:
        lab = subprocess.Popen(
            ["make", "lab", f"BOOK={book}", f"LAB={options}"],
            cwd=ROOT,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "JUPYTER_RUNTIME_DIR": str(book / "runtime")},
        )
    try:
        ends = time.monotonic() + 90
        while time.monotonic() < ends and lab.poll() is None:
            if printed := re.search(r"http://127\.0\.0\.1:\d+/\S*?(?=\?)", log.read_text()):
                break
            time.sleep(0.3)
        else:
            pytest.fail(log.read_text())
        while time.monotonic() < ends and not _listens(port):
            time.sleep(0.3)
        yield printed[0]
    finally:
        if lab.poll() is None:
            os.killpg(lab.pid, signal.SIGTERM)
            lab.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def notebook(browser: Browser, address: str, book: Path) -> Iterator[Page]:
    """The chapter in JupyterLab, run from top to bottom."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address.replace('index.md', f'{CHAPTER}.md')}?token=open")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.get_by_text("Python 3", exact=True).first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_selector("figure[data-explorer]")
    yield page
    context.close()


def test_the_printed_address_opens_the_book(address: str) -> None:
    assert address.endswith("/lab/tree/chapters/index.md")


def test_what_is_opened_run_and_saved_is_as_it_was(notebook: Page, book: Path) -> None:
    file = book / "chapters" / f"{CHAPTER}.md"
    before, written = file.read_bytes(), file.stat().st_mtime_ns
    notebook.keyboard.press("Control+s")
    ends = time.monotonic() + 30
    while file.stat().st_mtime_ns == written and time.monotonic() < ends:
        time.sleep(0.2)
    assert file.stat().st_mtime_ns != written
    assert file.read_bytes() == before
    assert not list((book / "chapters").glob(".*"))


def test_code_that_the_page_hides_is_collapsed(notebook: Page) -> None:
    first = notebook.locator(".jp-CodeCell").first
    assert first.locator(".jp-Placeholder").count() == 1


def test_enter_commits_a_typed_number_and_letters_are_no_commands(notebook: Page) -> None:
    cells = notebook.locator(".jp-Cell").count()
    explorer = notebook.locator("figure[data-explorer]").first
    field = explorer.locator("input[type=text]").first
    field.click()
    field.fill("3")
    field.press("Enter")
    assert explorer.locator("input[type=range]").first.get_attribute("aria-valuetext") == "3"
    for key in ("a", "x", "Backspace", "Backspace"):
        field.press(key)
    assert notebook.locator(".jp-Cell").count() == cells
