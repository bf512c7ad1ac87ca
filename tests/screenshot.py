"""``make screenshot``: the picture in the README, from the built book."""

from playwright.sync_api import sync_playwright

from tests.built import ROOT, SITE
from tests.chromium import installed_browser
from tests.server import SiteServer

TARGET = ROOT / "docs" / "screenshot.png"


def main() -> None:
    """The first page's crowd, after a hundred documents and without its masks."""
    with SiteServer(SITE) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**installed_browser(playwright))
        page = browser.new_page(viewport={"width": 1200, "height": 1000}, device_scale_factor=1.5)
        state = "catch?documents=100&leak=0.01&clever_leak=0"
        page.goto(f"{server.url}chapters/index.html#{state}", wait_until="networkidle")
        figure = page.locator("figure#catch")
        figure.get_by_role("button", name="Show who they are").click()
        figure.evaluate("(figure) => scrollBy(0, figure.getBoundingClientRect().top - 120)")
        page.wait_for_timeout(500)
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
