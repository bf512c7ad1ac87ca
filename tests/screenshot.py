"""``make screenshot``: the picture in the README, from the built book."""

import threading

from playwright.sync_api import sync_playwright

from tests.built import ROOT, SITE
from tests.chromium import installed_browser
from tests.server import SiteServer

TARGET = ROOT / "docs" / "screenshot.png"


def main() -> None:
    """The first page's explorer, with something of the text above it."""
    with SiteServer(SITE) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(**installed_browser(playwright))
        page = browser.new_page(viewport={"width": 1200, "height": 1000}, device_scale_factor=1.5)
        page.goto(server.url + "chapters/index.html", wait_until="networkidle")
        page.locator("figure.explorer").first.evaluate(
            "(figure) => scrollTo(0, figure.getBoundingClientRect().top - 260)"
        )
        page.wait_for_timeout(500)
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
