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
SET_APART = r"""() => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-alike])" }] });
  const grounds = new Map();
  const ground = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(element);
      const own = [element.localName, element.getAttribute("class"), backgroundColor, backgroundImage,
        opacity, position, element.matches("[aria-disabled=true], [inert]")];
      grounds.set(element, `${ground(element.parentElement)}/${own.join(" ")}`);
    }
    return grounds.get(element);
  };
  const seen = new Set();
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    delete element.dataset.alike;
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!own || element.matches("button, input, label, option, select, textarea")) continue;
    const text = element.textContent.trim();
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const kind = [ground(element), color, fontSize, fontWeight, textShadow, text.length > 1,
      /[\p{L}\p{N}]/u.test(text), element.checkVisibility({ visibilityProperty: true }),
      element.getBoundingClientRect().right <= innerWidth].join(" ");
    if (seen.has(kind)) element.dataset.alike = "";
    seen.add(kind);
  }
}"""
"""Of texts in the same colours on the same ground one is measured: code on a page has thousands of words."""
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
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.axe_script)
    page.evaluate(SET_APART)
    options = {**OPTIONS, "runOnly": {"type": "rule", "values": rules}} if rules else OPTIONS
    violations = page.evaluate("(options) => axe.run(options).then((r) => r.violations)", options)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]
