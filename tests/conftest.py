"""What tests of the built book share: the book, a server under a path, a browser."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.built import SITE, built_pages
from tests.chromium import installed_browser
from tests.server import SiteServer
from tests.windows import Windows

# A green run is green again on a busy machine: the same examples, however long each takes.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page_path" in metafunc.fixturenames:
        # Without a book each such test still runs, and fails in the fixture `site`.
        metafunc.parametrize("page_path", built_pages() or ["index.html"])


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tell tests by what they need: `make quick` leaves those out that need a browser or the book."""
    for mark, fixture in {"browser": "browser", "book": "site"}.items():
        if fixture in getattr(item, "fixturenames", ()):
            item.add_marker(mark)


@pytest.fixture(scope="session")
def site() -> Path:
    """The built book."""
    if not (SITE / "index.html").exists():
        pytest.fail("There is no built book in _build/html: run `make book` first.")
    return SITE


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[SiteServer]:
    """The book under a path, as most hosts serve it, with the policy that it must live under."""
    with SiteServer(site, prefix="/some/book/") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; a missing one fails them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**installed_browser(playwright))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The browser's windows, each for one test after the other."""
    return Windows(browser)


class Complaints(list[str]):
    """Everything that goes wrong on pages as a reader has them open.

    What the site's policy forbids is among the messages on the console.

    Parameters
    ----------
    home
        The site's address; a request to anywhere else is a complaint.
    """

    def __init__(self, home: str) -> None:
        super().__init__()
        self._home = home
        self.listeners = {
            "console": self._hear,
            "pageerror": lambda error: self.append(f"error: {error}"),
            "request": self._check_address,
            "requestfailed": self._check_failure,
        }

    def _hear(self, message: ConsoleMessage) -> None:
        self.append(f"console: {message.text}")

    def _check_address(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:", "blob:")):
            self.append(f"request to {request.url}")

    def _check_failure(self, request: Request) -> None:
        # A page that is left, as the one at the root at once is, gives up what it was loading.
        if request.failure != "net::ERR_ABORTED":
            self.append(f"{request.failure}: {request.url}")


@pytest.fixture
def visit(windows: Windows, server: SiteServer) -> Iterator[Callable[..., Page]]:
    """Opens a page of the book; at the end of the test nothing may have gone wrong on any."""
    complaints = Complaints(server.url)

    def open_page(path: str, **options: object) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        page = windows.lend(options, complaints.listeners)
        page.set_default_timeout(10_000)
        page.goto(server.url + path)
        if path == "index.html":
            page.wait_for_url("**/chapters/index.html")
        page.evaluate("document.fonts.ready")
        return page

    yield open_page
    windows.take_back()
    assert complaints == []
