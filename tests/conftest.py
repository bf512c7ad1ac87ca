"""What tests of the built book share: the book, a server under a path, a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.built import SITE, built_pages
from tests.chromium import installed_browser
from tests.server import SiteServer
from tests.windows import Complaints, Windows

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
        yield server


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
