"""Crowds and filled areas as a browser moves them, on a page under a strict policy."""

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import sympy as sp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bookkit import Axis, Crowd, Curve, Slider, Sort, explorer
from bookkit.explorer import Explorer, page_script, stylesheet
from bookkit.explorer.crowd import columns
from bookkit.explorer.fills import filled_area
from tests.server import SiteServer

days, mixed, leak = sp.symbols("days mixed leak", nonnegative=True)
x, threshold = sp.symbols("x threshold", real=True)
Open = Callable[..., Page]

READ = """(id) => {
  const figure = document.getElementById(id);
  const panels = [...figure.querySelectorAll(".crowd")].map((panel) => [panel.dataset.shows, {
    words: [...panel.querySelectorAll("[data-count]")].map((e) => e.textContent),
    cells: Object.fromEntries([...panel.querySelectorAll(":scope > svg > polyline")].map((line) => [
      line.dataset.sort, line.getAttribute("points").split(" ").slice(1, -1)])),
  }]);
  const sliders = [...figure.querySelectorAll("input[type=range]")];
  const state = sliders.map(({ name, dataset }) => [name, Number(dataset.value)]);
  return { panels: Object.fromEntries(panels), state: Object.fromEntries(state) };
}"""
SET = """([id, positions]) => {
  for (const [name, at] of Object.entries(positions)) {
    const slider = document.querySelector(`#${id} input[type=range][name="${name}"]`);
    slider.value = String(at);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


@pytest.fixture(scope="module")
def clerks() -> Explorer:
    """Both crowds, a thousand figures each, and sorts that can be none, rare and all."""
    return explorer(
        "clerks",
        crowd=Crowd(
            {
                "honest": Sort(share=1 - mixed, label="honest", color="green"),
                "slipping": Sort(
                    share=mixed,
                    stays=(1 - leak) ** days,
                    label="slipping",
                    color="orange",
                    glyph="moustache",
                ),
                "clever": Sort(share=mixed / 7, label="clever", color="violet", glyph="disguised"),
            },
            figures=1000,
            shows="both",
            plays="days",
            seconds=1,
            titles=("Began", "Left"),
        ),
        sliders=[
            Slider(days, 0, 1000, value=70, label="days", integer=True),
            Slider(mixed, 0, 1, value=0.9, label="not honest"),
            Slider(leak, 1e-4, 0.5, value=0.01, label="leak", scale="log"),
        ],
        alt="Two crowds of a thousand.",
        caption="The slipping go.",
    )


@pytest.fixture(scope="module")
def bells() -> Explorer:
    """Two densities, one with a tint and one with rules beyond a threshold."""
    return explorer(
        "bells",
        x=Axis(x, -3, 6, label="x"),
        y=Axis(None, 0, 1, label="density"),
        curves={
            "test": Curve(sp.exp(-(x**2)), label="t", filled=(threshold, None), ruled=True),
            "real": Curve(
                sp.exp(-((x - 2) ** 2)),
                label="r",
                color="orange",
                filled=(threshold, 2 * threshold),
            ),
        },
        sliders=[Slider(threshold, -4, 5, value=1, label="threshold")],
        alt="Two bells.",
        caption="They overlap.",
    )


@pytest.fixture(scope="module")
def masked() -> Explorer:
    """A crowd that waits to be asked who they are."""
    stay = sp.Symbol("stay", nonnegative=True)
    return explorer(
        "masked",
        crowd=Crowd(
            {
                "honest": Sort(share=1, label="honest"),
                "others": Sort(share=1, stays=stay, label="others", glyph="moustache"),
            },
            figures=10,
            masked=True,
        ),
        sliders=[Slider(stay, 0, 1, value=1, label="stays")],
        alt="Ten who look alike.",
        caption="Five of them wear a mask.",
    )


@pytest.fixture(scope="module")
def address(
    clerks: Explorer, bells: Explorer, masked: Explorer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the page is served."""
    folder = tmp_path_factory.mktemp("crowds")
    (folder / "kit.css").write_text(stylesheet(), encoding="utf-8")
    (folder / "page.js").write_text(page_script(), encoding="utf-8")
    (folder / "page.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Crowds</title>'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="kit.css"><script defer src="page.js"></script>'
        "<style>body { margin: 0; background: var(--paper); color: var(--ink); }"
        " main { max-width: 680px; margin: auto; padding: 0 20px; font: 17px sans-serif; }</style>"
        f"</head><body><main><h1>Crowds</h1>{clerks.html()}{bells.html()}{masked.html()}</main></body></html>",
        encoding="utf-8",
    )
    with SiteServer(folder) as server:
        yield server.url


@pytest.fixture
def open_page(open_page: Open) -> Open:
    """Opens the page, with all that is on it awake."""

    def open_at(fragment: str = "", **options: object) -> Page:
        page = open_page(fragment, **options)
        if options.get("java_script_enabled", True):
            for figure in page.locator("figure").all():
                figure.scroll_into_view_if_needed()
            expect(page.locator("fieldset:disabled")).to_have_count(0)
        return page

    return open_at


def drawn(shown: Explorer, state: dict[str, float]) -> dict[str, dict]:
    """What Python would draw of a crowd in that state."""
    crowd, across = shown.design.crowd, columns(shown.design.crowd.figures, 0.9)
    numbers = shown.formulas.sorts([state[name] for name in shown.design.sliders])
    panels = {}
    for panel in crowd.panels:
        seen = crowd.state(panel, *numbers)
        names = [*crowd.sorts, *(["gone"] if panel == "leaves" else [])]
        cells = {
            name: [f"{cell % across},{cell // across}" for cell in seen.cells(name)]
            for name in names
        }
        panels[panel] = {"words": list(seen.words), "cells": cells}
    return panels


def test_the_script_counts_as_python_does(open_page: Open, clerks: Explorer) -> None:
    page, draw = open_page(), random.Random(8)
    ends = [(d, m, s) for d in (0, 1000) for m in (0, 1) for s in (-4, np.log10(0.5))]
    inside = [(draw.randint(0, 1000), draw.random(), draw.uniform(-4, -0.31)) for _ in range(30)]
    for at in [*ends, *inside]:
        positions = dict(zip(clerks.design.sliders, map(float, at), strict=True))
        page.evaluate(SET, ["clerks", positions])
        seen = page.evaluate(READ, "clerks")
        assert seen["panels"] == drawn(clerks, seen["state"])


def test_without_a_script_the_first_state_is_there(open_page: Open, clerks: Explorer) -> None:
    first = {name: slider.value for name, slider in clerks.design.sliders.items()}
    still = open_page(java_script_enabled=False)
    assert still.locator("#clerks [data-count]").first.text_content() == "89 of 89 left"
    expect(still.locator("#clerks button.play")).to_be_hidden()
    assert drawn(clerks, first)["leaves"]["words"][0] == "89 of 89 left"


def test_a_link_restores_the_crowd_and_nonsense_does_not(open_page: Open, clerks: Explorer) -> None:
    seen = open_page("#clerks?days=500&leak=0.002&mixed=2").evaluate(READ, "clerks")
    assert seen["state"] == {"days": 500, "mixed": 0.9, "leak": 0.002}
    assert seen["panels"] == drawn(clerks, seen["state"])


def test_it_plays_when_asked_and_stops_when_told(open_page: Open) -> None:
    page = open_page()
    play = page.locator("#clerks button.play")
    days_of = "() => Number(document.querySelector('#clerks input[name=days]').dataset.value)"
    page.wait_for_timeout(100)
    assert page.evaluate(days_of) == 70
    play.click()
    page.wait_for_function(f"{days_of} > 200")
    expect(play).to_have_text("Pause")
    play.click()
    expect(play).to_have_text("Play")
    paused = page.evaluate(days_of)
    assert 200 < paused < 1000
    play.click()
    page.wait_for_function(f"{days_of} > {paused}")
    page.locator("#clerks button.reset").click()
    expect(play).to_have_text("Play")
    assert page.evaluate(days_of) == 70
    play.click()
    page.wait_for_function(f"{days_of} < 70")
    page.wait_for_function(f"{days_of} === 1000")
    expect(play).to_have_text("Play")
    expect(page.locator("#clerks .status")).to_have_text(
        "Began, honest: 89 of 89 left; Began, slipping: fewer than 1 of 797 left; "
        "Began, clever: 114 of 114 left; Left, honest: 438 in 1,000; "
        "Left, slipping: fewer than 1 in 1,000; Left, clever: 562 in 1,000"
    )


def test_who_they_are_is_shown_when_asked(open_page: Open) -> None:
    page = open_page()
    crowd, button = page.locator("#masked .crowds"), page.locator("#masked button.unmask")
    count = crowd.locator(".count").first
    moustache = """(crowd) => getComputedStyle(crowd.querySelector("marker .worn")).display"""
    assert crowd.evaluate(moustache) == "none"
    expect(count).to_have_css("visibility", "hidden")
    button.click()
    expect(button).to_have_text("Hide who they are")
    expect(count).to_have_css("visibility", "visible")
    assert crowd.evaluate(moustache) != "none"
    expect(page.locator("#masked .status")).to_have_text("honest: 5 of 5 left; others: 5 of 5 left")
    page.locator("#masked button.reset").click()
    expect(count).to_have_css("visibility", "hidden")
    page.locator("#masked input[name=stay]").press("Home")
    said = page.locator("#masked .status")
    expect(said).to_have_text("honest: not shown; others: not shown")
    page.emulate_media(media="print")
    expect(count).to_have_css("visibility", "visible")
    still = open_page(java_script_enabled=False).locator("#masked .count").first
    expect(still).to_have_css("visibility", "visible")


def test_it_goes_in_few_steps_where_motion_is_not_wanted(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    page.evaluate("""() => {
      const slider = document.querySelector("#clerks input[name=days]");
      globalThis.seen = [];
      const note = () => seen.push(slider.dataset.value);
      new MutationObserver(note).observe(slider, { attributeFilter: ["data-value"] });
    }""")
    page.locator("#clerks button.play").click()
    page.wait_for_function("() => seen.at(-1) === '1000'")
    assert len(set(page.evaluate("seen"))) <= 7


def test_areas_are_filled_as_python_fills_them(open_page: Open, bells: Explorer) -> None:
    page = open_page()
    for at in (-4, -1.234, 0, 1, 3.3, 5):
        page.evaluate(SET, ["bells", {"threshold": at}])
        for name in bells.design.curves:
            path = page.locator(f"#bells path[data-fill={name}]").get_attribute("d")
            assert numbers(path) == pytest.approx(
                numbers(filled_area(bells.formulas, name, [at]).split('"')[3]), abs=0.11
            ), (name, at)


def numbers(path: str) -> list[float]:
    return [float(part) for part in path.translate(str.maketrans("MLVZ,", "     ")).split()]


def test_a_filled_area_is_the_probability_beyond_its_threshold(bells: Explorer) -> None:
    path = filled_area(bells.formulas, "real", [1]).split('"')[3]
    corners = np.array(numbers(path)).reshape(-1, 2)
    u, v = -3 + 9 * corners[:, 0] / 1000, 1 - corners[:, 1] / 1000
    area = abs(np.sum(u * np.roll(v, -1) - v * np.roll(u, -1))) / 2
    assert area == pytest.approx(np.sqrt(np.pi) / 2 * float(sp.erf(1)), rel=2e-3)


@pytest.mark.parametrize("width", [320, 900])
def test_figures_are_large_enough_and_nothing_shifts(open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    pitch = page.evaluate("""() => Math.min(...[...document.querySelectorAll(".crowd > svg")]
      .filter((svg) => svg.checkVisibility()).map((svg) => svg.getScreenCTM().a))""")
    assert pitch >= 9
    tops = "[...document.querySelectorAll('.crowd > svg, .sliders')].map((e) => e.offsetTop ?? 0)"
    heights = f"[{tops}, document.documentElement.scrollHeight]"
    before = page.evaluate(heights)
    for state in ({"days": 1000}, {"mixed": 0}, {"mixed": 1, "days": 0}, {"mixed": 1e-4}):
        page.evaluate(SET, ["clerks", state])
        assert page.evaluate(heights) == before


def test_axe_finds_nothing_in_either_light(open_page: Open) -> None:
    page = open_page()
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


def test_a_thousand_figures_move_in_less_than_two_milliseconds(open_page: Open) -> None:
    page = open_page()
    times = page.evaluate("""() => {
      const slider = document.querySelector("#clerks input[name=days]");
      const step = (i) => {
        slider.value = String((i * 37) % 1000);
        const start = performance.now();
        slider.dispatchEvent(new Event("input"));
        return performance.now() - start;
      };
      return Array.from({ length: 400 }, (_, i) => step(i)).slice(100).sort((a, b) => a - b);
    }""")
    assert times[len(times) // 2] < 2
