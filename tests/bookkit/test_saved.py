"""An explorer in a file of its own, opened from a disk without a network."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bookkit.explorer import Explorer


def test_it_is_written_where_it_is_told(decay: Explorer, tmp_path: Path) -> None:
    saved = decay.save(tmp_path / "mine.html")
    assert saved == tmp_path / "mine.html"
    first = saved.read_bytes()
    assert decay.save(str(saved)).read_bytes() == first
    with pytest.raises(ValueError, match=r"path is 'mine'; allowed: a name that ends in \.html"):
        decay.save("mine")


def test_a_name_that_is_no_slider_is_refused(decay: Explorer) -> None:
    with pytest.raises(ValueError, match="name of a slider is 'los'; allowed: one of loss, share"):
        decay.los = 0.1
    assert not hasattr(decay, "los")


def test_it_moves_and_opens_as_it_stood(decay: Explorer, tmp_path: Path, browser: Browser) -> None:
    first = decay.save(tmp_path / "first one.html").as_uri()
    before, decay.loss = decay.loss, 0.02
    try:
        moved = decay.save(tmp_path / "moved.html").as_uri()
    finally:
        decay.loss = before
    context = browser.new_context(
        offline=True, color_scheme="dark", viewport={"width": 360, "height": 700}
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(first)
    loss = page.locator("input[name=loss]")
    expect(loss).to_have_attribute("data-value", "0.01")
    loss.press("ArrowRight")
    page.wait_for_function("() => location.hash.startsWith('#decay?loss=')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 24, 27)"
    # The formula of the caption is drawn, and is as tall as a line or so.
    formula = page.get_by_role("img", name="a < b")
    assert 5 < formula.bounding_box()["height"] < 25
    page.goto(f"{first}#decay?loss=0.25")
    page.reload()
    expect(loss).to_have_attribute("data-value", "0.25")
    page.goto(moved)
    expect(loss).to_have_attribute("data-value", "0.02")
    page.get_by_role("button", name="Reset").click()
    expect(loss).to_have_attribute("data-value", "0.01")
    context.close()
    assert [said for said in complaints if not said.startswith("file:")] == []
    assert {said.split("#")[0] for said in complaints} == {first, moved}
