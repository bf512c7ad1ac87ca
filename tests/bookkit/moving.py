"""Moving an explorer in a browser, and reading it."""

from playwright.sync_api import Page, expect

SET = """([id, positions]) => {
  const figure = document.getElementById(id);
  for (const [name, at] of Object.entries(positions)) {
    const slider = figure.querySelector(`input[type=range][name="${name}"]`);
    slider.value = String(at);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
READ = """(id) => {
  const figure = document.getElementById(id);
  const all = (selector, key, value) =>
    Object.fromEntries([...figure.querySelectorAll(selector)].map((e) => [key(e), value(e)]));
  return {
    state: all("input[type=range]", (e) => e.name, (e) => e.dataset.value),
    values: all("output", (e) => e.name, (e) => e.dataset.value),
    texts: all("output", (e) => e.name, (e) => e.textContent),
    paths: all("path[data-curve]", (e) => e.dataset.curve, (e) => e.getAttribute("d")),
    drawn: [...figure.querySelectorAll(".plot path")].map((e) => e.getAttribute("d")),
  };
}"""


def read(page: Page, id: str = "decay") -> dict:
    return page.evaluate(READ, id)


def mounted(page: Page, id: str = "decay") -> Page:
    page.locator(f"#{id}").scroll_into_view_if_needed()
    expect(page.locator(f"#{id} fieldset:disabled")).to_have_count(0)
    return page
