"""What every page must be, in whatever state: of use to everyone, and no wider than the screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
OPTIONS = {
    # Of WCAG 2.2, which axe leaves out unless asked.
    "rules": {"target-size": {"enabled": True}},
    # What passes is not reported node by node: half of the time goes into that.
    "resultTypes": ["violations"],
}
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that look at colours; in other colours no other rule can find anything else."""
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => element
    && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1 && element.checkVisibility()
      && !scrolls(element.parentElement) && !element.closest("mjx-assistive-mml, svg"))
    .map((element) => element.outerHTML.slice(0, 120));
}"""


def findings(page: Page, *rules: str) -> list[str]:
    """What axe finds on a page as it stands, by all rules or by these alone."""
    # Folded parts are hidden from axe; readers will unfold them.
    page.locator("details").evaluate_all(
        "(parts) => { for (const part of parts) part.open = true; }"
    )
    # What has come into sight is measured in the next frame, and can be reached by keyboard from then on.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    options = {**OPTIONS, "runOnly": {"type": "rule", "values": rules}} if rules else OPTIONS
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in AXE.run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]
