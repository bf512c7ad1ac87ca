"""What tests of the built book share: the book, a server under a path, a browser."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.built import SITE, built_pages
from tests.chromium import installed_browser
from tests.server import SiteServer

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


class Visit:
    """A page as a reader has it open, and everything that goes wrong on it.

    What the site's policy forbids is among the messages on the console.

    Parameters
    ----------
    context
        The browser's context.
    home
        The site's address; a request to anywhere else is a complaint.
    """

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda message: self.complaints.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda request: self._check_address(request.url))
        self.page.on("requestfailed", self._check_failure)

    def _check_address(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.complaints.append(f"request to {url}")

    def _check_failure(self, request: Request) -> None:
        # A page that is left, as the one at the root at once is, gives up what it was loading.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.failure}: {request.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.home + path)
        if path == "index.html":
            self.page.wait_for_url("**/chapters/index.html")
        self.page.evaluate("document.fonts.ready")
        return self.page


@pytest.fixture
def visit(browser: Browser, server: SiteServer) -> Iterator[Callable[..., Page]]:
    """Opens a page of the book; at the end of the test nothing may have gone wrong on any."""
    visits: list[tuple[BrowserContext, Visit]] = []

    def open_page(path: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        visits.append((context, Visit(context, server.url)))
        return visits[-1][1].open(path)

    yield open_page
    for context, _ in visits:
        context.close()
    assert [complaint for _, visit in visits for complaint in visit.complaints] == []
