"""Every explorer of the book, on its page."""

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.built import SITE, built_pages

Visit = Callable[..., Page]
ID = re.compile(r'<figure class="explorer" data-explorer="([\w-]+)"')
STATE = """(figure) => {
  const all = (selector) => [...figure.querySelectorAll(selector)];
  const values = (selector) => Object.fromEntries(all(selector).map((e) => [e.name, e.dataset.value]));
  return {
    sliders: values("input[type=range]"),
    readouts: values("output"),
    curves: all("path[data-curve], path[data-fill]").map((e) => e.getAttribute("d")),
    crowd: all("polyline[data-sort]").map((e) => e.getAttribute("points")),
    marks: all("[data-mark]").map((e) => e.outerHTML),
    said: figure.querySelector(".says > span")?.textContent ?? "",
  };
}"""
ENDS = "(slider) => [slider.value, slider.dataset.value]"
EXTREMES = r"""async (figure, ends) => {
  const all = (selector) => [...figure.querySelectorAll(selector)];
  const sliders = all("input[type=range]");
  const bad = [];
  for (let corner = 0; corner < 2 ** sliders.length; corner += 1) {
    const meant = sliders.map((_, bit) => ends[bit][corner >> bit & 1]);
    sliders.forEach((slider, bit) => {
      slider.value = meant[bit][0];
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    if (figure.querySelector("polyline[data-sort]")) await new Promise(requestAnimationFrame);
    const state = sliders.map((slider) => `${slider.name}=${slider.dataset.value}`).join(" ");
    const near = (a, b) => Math.abs(a - b) <= 1e-12 * Math.abs(b);
    const there = sliders.every(({ dataset }, bit) => near(Number(dataset.value), Number(meant[bit][1])));
    if (!there) bad.push(`${state} for ${meant}`);
    for (const { name, dataset } of all("output")) {
      const known = dataset.value?.trim() && !Number.isNaN(Number(dataset.value));
      if (!known) bad.push(`${state}: ${name} is ${dataset.value}`);
    }
    const curves = all("path[data-curve], path[data-fill]").map((e) => e.getAttribute("d")).join("");
    if (/NaN|Infinity|undefined/.test(curves)) bad.push(`${state}: curves are ${curves}`);
    const crowd = all("polyline[data-sort]").map((e) => e.getAttribute("points"));
    if (!curves && !crowd.some((line) => line.length > "-9,-9 -9,-9".length)) bad.push(`${state}: empty`);
  }
  return [2 ** sliders.length, bad];
}"""
EXPLORERS = [
    (path, name)
    for path in built_pages()
    for name in ID.findall((SITE / path).read_text(encoding="utf-8"))
]
SAYS_ALL = """(name) => {
  const said = new URLSearchParams(location.hash.split("?")[1]);
  const sliders = [...document.getElementById(name).querySelectorAll("input[type=range]")];
  const says = ({ name, dataset }) => said.has(name) && Number(said.get(name)) === Number(dataset.value);
  return sliders.every(says);
}"""


@pytest.fixture(params=EXPLORERS, ids=[name for _, name in EXPLORERS])
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A page and an explorer on it."""
    return request.param


def figure(page: Page, name: str) -> Locator:
    explorer = page.locator(f'figure.explorer[data-explorer="{name}"]')
    explorer.scroll_into_view_if_needed()
    # What waits for a guess is shown to whoever asks.
    for pass_by in explorer.locator(".veil button").all():
        pass_by.click()
    expect(explorer.locator("input[type=range]").first).to_be_enabled()
    return explorer


def test_the_book_has_explorers() -> None:
    assert EXPLORERS


def test_every_slider_changes_something_and_no_extreme_is_too_much(
    visit: Visit, place: tuple[str, str]
) -> None:
    path, name = place
    explorer = figure(visit(path), name)
    reset = explorer.get_by_role("button", name="Reset")
    sliders = explorer.locator("input[type=range]").all()
    ends = []
    for slider in sliders:
        reset.click()
        before = explorer.evaluate(STATE)
        slider.press("End")
        high, after = slider.evaluate(ENDS), explorer.evaluate(STATE)
        slider.press("Home")
        ends.append([slider.evaluate(ENDS), high])
        if after["sliders"] == before["sliders"]:
            after = explorer.evaluate(STATE)
        assert after["sliders"] != before["sliders"]
        seen = ("readouts", "curves", "crowd", "marks")
        assert [after[part] for part in seen] != [before[part] for part in seen]
    # By keys once for each end of each slider, and from there by the script: corners are many.
    assert explorer.evaluate(EXTREMES, ends) == [2 ** len(sliders), []]


def test_links_bring_back_what_was_seen_and_cited_and_nothing_else(
    visit: Visit, place: tuple[str, str]
) -> None:
    path, name = place
    page = visit(path)
    explorer = figure(page, name)
    first = explorer.evaluate(STATE)
    for slider in explorer.locator("input[type=range]").all():
        slider.press("PageUp")
        slider.press("ArrowLeft")
    seen = explorer.evaluate(STATE)
    # The address follows when the hand rests; a busy machine may give the hand several rests.
    page.wait_for_function(SAYS_ALL, arg=name)
    explorer.locator("button.cite").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The link brings readers to the controls as they stand")
    link = dialog.get_by_label("Link", exact=True).input_value()
    assert link == page.url
    assert figure(visit(link[link.index("chapters/") :]), name).evaluate(STATE) == seen
    slider = next(iter(first["sliders"]))
    hostile = (
        f"{path}#{name}?{slider}=%3Cimg%20src=x%20onerror=alert(1)%3E&{slider}=1e999&__proto__=1&x"
    )
    page = visit(hostile)
    assert figure(page, name).evaluate(STATE) == first
    assert page.locator("img[src=x]").count() == 0


def test_everything_to_try_is_there_to_be_seen(visit: Visit, place: tuple[str, str]) -> None:
    path, name = place
    if f'id="{name}-tries"' not in (SITE / path).read_text(encoding="utf-8"):
        pytest.skip("nothing to try")
    explorer = figure(visit(path), name)
    first = explorer.evaluate(STATE)
    links = explorer.locator(".tries a")
    for link in links.all():
        link.click()
        seen = explorer.evaluate(STATE)
        fragment = str(link.get_attribute("href"))
        meant = dict(pair.split("=") for pair in fragment.partition("?")[2].split("&"))
        assert {key: float(value) for key, value in meant.items()} == {
            key: float(value) for key, value in seen["sliders"].items()
        }
        assert seen["readouts"] != first["readouts"] or seen["said"] != first["said"], fragment
        for readout, text in seen["readouts"].items():
            assert not math.isnan(float(text)), (readout, fragment)
        assert not re.search(r"NaN|undefined|–", seen["said"]), seen["said"]
        assert not re.search(r"NaN|Infinity|undefined", "".join(seen["curves"]))
    # Sent to somebody, the last of them means the same.
    assert figure(visit(f"{path}{fragment}"), name).evaluate(STATE) == seen
