"""Addresses that stay."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bookkit.site.publish.__main__ import main as publish
from bookkit.site.publish.anchors import FILE, Published, of_page, of_site
from tests.built import ROOT, built_pages
from tests.server import SiteServer
from tests.small import SmallBook

PAGE = """<html><body><main>
<h1>T<a class="headerlink" href="#t">#</a></h1>
<figure id="decay" data-explorer="decay"><input type="range" name="rate"><input type="text" name="no">
<a class="headerlink" href="#decay">#</a></figure><p id="unlisted">x</p>
<section class="api"><h3>f<a class="headerlink" href="#f">#</a></h3></section></main></body></html>"""
LIST = """# What has been published.
chapters/a.html
chapters/a.html#decay
chapters/a.html#decay?rate
chapters/a.html#old -> chapters/a.html#decay
"""


def test_a_page_offers_its_links_and_its_sliders() -> None:
    assert list(of_page("chapters/a.html", PAGE)) == [
        "chapters/a.html",
        "chapters/a.html#t",
        "chapters/a.html#decay",
        "chapters/a.html#decay?rate",
    ]


def test_nothing_is_lost_while_all_is_there() -> None:
    assert Published.parse(LIST).lost(of_page("chapters/a.html", PAGE)) == []


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (('href="#decay"', 'href="#decline"'), "chapters/a.html#decay"),
        (('name="rate"', 'name="speed"'), "chapters/a.html#decay?rate"),
    ],
)
def test_a_new_name_is_a_loss(change: tuple[str, str], lost: str) -> None:
    there = list(of_page("chapters/a.html", PAGE.replace(*change)))
    assert lost in Published.parse(LIST).lost(there)


def test_a_redirect_that_leads_nowhere_is_a_loss() -> None:
    astray = LIST.replace("-> chapters/a.html#decay", "-> chapters/b.html#decay")
    there = list(of_page("chapters/a.html", PAGE))
    assert Published.parse(astray).lost(there) == ["chapters/a.html#old -> chapters/b.html#decay"]


@pytest.mark.parametrize("line", ["no address", "a.html -> ", "a.html#x -> b.html#x?y", "a.html"])
def test_the_list_says_which_line_is_wrong(line: str) -> None:
    with pytest.raises(ValueError, match=r"published-anchors\.txt, line 2"):
        Published.parse(f"a.html\n{line}\n")


def test_what_is_new_is_added_in_order_and_what_moved_stays_moved() -> None:
    before = Published.parse(LIST)
    after = before.with_new(["chapters/a.html#zeta", "chapters/a.html#old"])
    assert after.moved == before.moved
    assert after.kept - before.kept == {"chapters/a.html#zeta"}
    assert Published.parse(after.format()) == after
    lines = after.format().splitlines()[1:]
    assert lines == sorted(lines)


def test_the_book_keeps_what_it_has_published(site: Path) -> None:
    listed = Published.parse((ROOT / FILE).read_text(encoding="utf-8"))
    assert listed.kept
    pages = [page for page in built_pages() if page.startswith("chapters/")]
    assert listed.lost(of_site(site, pages)) == []


def test_what_has_moved_is_found_where_it_is_now(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    """Each old address, with the script and, for those who have none, by a link that can be seen."""
    moved = Published.parse((ROOT / FILE).read_text(encoding="utf-8")).moved
    assert "chapters/dispute.html#claim-c7" in moved
    page = visit("chapters/index.html")
    for old, new in moved.items():
        page.goto(server.url + old, wait_until="commit")
        page.wait_for_url(server.url + new, wait_until="commit")
        target = page.locator(f"[id='{new.partition('#')[2]}']")
        expect(target).to_be_in_viewport()
        if "#claim-" in new:
            expect(target).to_have_attribute("open", "")
    bare = visit("chapters/index.html", java_script_enabled=False)
    for old, new in [*moved.items()][:3]:
        bare.goto(server.url + old)
        bare.locator(".moved a:visible").click()
        assert bare.url == server.url + new
        if "#claim-" in new:
            expect(bare.locator(f"[id='{new.partition('#')[2]}'] .settled")).to_be_visible()


def test_redirects_keep_old_links_alive(small_book: SmallBook, browser: Browser) -> None:
    """An anchor that moved within a page, a page that moved, and an anchor of that."""
    (small_book.folder / FILE).write_text(
        "chapters/index.html#old -> chapters/index.html#a-small-book\n"
        "chapters/gone.html -> chapters/index.html\n"
        "chapters/gone.html#x -> chapters/index.html#a-small-book\n",
        encoding="utf-8",
    )
    small_book.write("index.md", "# A small book\n\nIt has a page.\n")
    built = small_book.build()
    assert built.returncode == 0, built.stdout
    with SiteServer(small_book.site, prefix="/some/book/") as server:
        page = browser.new_page()
        for address, end in {
            "chapters/index.html#old": "chapters/index.html#a-small-book",
            "chapters/index.html#old?rate=1": "chapters/index.html#a-small-book?rate=1",
            "chapters/gone.html": "chapters/index.html",
            "chapters/gone.html#y": "chapters/index.html#y",
            "chapters/gone.html#x?rate=2": "chapters/index.html#a-small-book?rate=2",
        }.items():
            page.goto("about:blank")
            page.goto(server.url + address)
            page.wait_for_url(server.url + end)
        page.close()
        bare = browser.new_context(java_script_enabled=False).new_page()
        bare.goto(server.url + "chapters/index.html#old")
        assert bare.locator(".moved a").is_visible()
        bare.goto(server.url + "chapters/gone.html")
        bare.wait_for_url(server.url + "chapters/index.html")
        bare.context.close()


def test_publishing_adds_and_refuses_to_lose(
    site: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = tmp_path / "list.txt"
    monkeypatch.setattr(sys, "argv", ["publish", str(site), str(listed)])
    publish()
    assert "chapters/invariance.html#invariance?leak_a\n" in listed.read_text(encoding="utf-8")
    listed.write_text("chapters/none.html#thm-lost\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        publish()
    assert "chapters/none.html#thm-lost" in capsys.readouterr().err
    assert listed.read_text(encoding="utf-8") == "chapters/none.html#thm-lost\n"
