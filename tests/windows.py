"""Windows of a browser that are lent to one test after the other: to open one takes longer than most tests.

What a test leaves behind goes with the page it was on; what would stay is undone here.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

_FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"

Listeners = Mapping[str, Callable]


class Windows:
    """The windows of a browser, by what they were opened with.

    Parameters
    ----------
    browser
        Whose windows they are.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = {}
        self._lent: list[tuple[Page, dict[str, Any], Listeners]] = []

    def lend(self, options: dict[str, Any], listeners: Listeners) -> Page:
        """A blank page with these options of a browser's context, until all are taken back."""
        free = self._free.get(_key(options))
        page = free.pop() if free else self._browser.new_context(**options).new_page()
        for event, listen in listeners.items():
            page.on(event, listen)
        self._lent.append((page, options, listeners))
        return page

    def take_back(self) -> None:
        """Called when a test has ended: listeners hear what is still under way, and pages forget."""
        for page, options, listeners in self._lent:
            try:
                self._clear(page, options, listeners)
            except Error:  # As when the test ended while the page was being left.
                page.context.close()
            else:
                self._free.setdefault(_key(options), []).append(page)
        self._lent.clear()

    def _clear(self, page: Page, options: dict[str, Any], listeners: Listeners) -> None:
        if page.context.pages != [page] or not page.url.startswith("http"):
            raise Error("There is more to undo than what one page has kept.")
        page.evaluate(_FORGET)
        for event, listen in listeners.items():
            page.remove_listener(event, listen)
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.set_viewport_size(options["viewport"])
        page.emulate_media(
            media="null",
            color_scheme=options.get("color_scheme", "light"),
            reduced_motion=options.get("reduced_motion", "no-preference"),
            forced_colors=options.get("forced_colors", "none"),
            contrast=options.get("contrast", "no-preference"),
        )


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


def _key(options: dict[str, Any]) -> str:
    return json.dumps(options, sort_keys=True)
