"""The same book from a server under a path, and from a zip file unpacked on a disk, without a network."""

import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from bookkit.site.publish.offline import pack
from tests.server import SiteServer


@pytest.fixture(scope="session")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offline copy as a reader has it, in a folder whose name an address must escape."""
    [copy] = site.glob("*.zip")
    folder = tmp_path_factory.mktemp("stick") / "My books #1 & 100%"
    with zipfile.ZipFile(copy) as packed:
        packed.extractall(folder)
    return folder / copy.stem


@pytest.fixture(params=["http", "file"])
def home(request: pytest.FixtureRequest, server: SiteServer, unpacked: Path) -> str:
    """Where the book is."""
    return server.url if request.param == "http" else f"{unpacked.as_uri()}/"


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    """A page on a phone, without a network where none is needed; at the end nothing may have gone wrong."""
    on_disk = home.startswith("file:")
    context = browser.new_context(viewport={"width": 400, "height": 800}, offline=on_disk)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: request.url.startswith((home, "data:")) or complaints.append(request.url),
    )
    yield page
    context.close()
    assert complaints == []


def test_all_of_it_works(page: Page, home: str) -> None:
    page.goto(f"{home}index.html#two-fates?documents=1000")
    page.wait_for_url("**/chapters/index.html#two-fates?documents=1000")
    expect(page.locator("#two-fates input[name=documents]")).to_have_attribute("data-value", "1000")
    page.get_by_role("button", name=re.compile("Switch to .* colours")).click()

    # Two explorers on a page: the address holds both, and brings both back.
    page.goto(f"{home}chapters/timing.html")
    for name in ("race", "turning"):
        slider = page.locator(f"#{name} input[name=growth]")
        slider.scroll_into_view_if_needed()
        expect(slider).to_be_enabled()
        slider.press("ArrowRight")
    page.wait_for_function("() => location.hash.startsWith('#turning?')")
    states = "(names) => names.map((name) => document.querySelector(name).dataset.value)"
    names = ["#race input[name=growth]", "#turning input[name=growth]"]
    seen = page.evaluate(states, names)
    assert re.search(r"#turning\?growth=.*&race\?growth=", page.url)
    page.reload()
    expect(page.locator("#turning fieldset.controls")).to_be_enabled()
    expect(page.locator("#race fieldset.controls")).to_be_enabled()
    assert page.evaluate(states, names) == seen
    page.goto(f"{home}chapters/index.html")
    page.goto(f"{home}chapters/timing.html")
    assert page.evaluate(states, names) != seen

    # A theorem of another page, shown beside the link to it.
    page.goto(f"{home}chapters/patience.html")
    page.locator("article a[href='slipping.html#thm-half-life']").first.hover()
    expect(page.locator(".preview")).to_contain_text("Half-life")
    expect(page.locator(".preview mjx-container").first).to_be_visible()

    page.get_by_role("button", name="Chapters").click()
    page.get_by_role("searchbox").first.fill("half-life")
    page.keyboard.press("Enter")
    page.locator("#search-results a").first.wait_for()
    expect(page.locator(".excerpt mark").first).to_be_visible()

    page.goto(f"{home}chapters/verdict.html")
    expect(page.locator("#switchboard fieldset")).to_be_enabled()
    page.locator("#switchboard input[type=checkbox]").first.click()
    page.wait_for_function("() => location.hash.startsWith('#switchboard?')")
    page.locator("h1 button.cite").click()
    cited = page.locator("#citing-BibTeX").input_value()
    on_disk = home.startswith("file:")
    assert ("file:" in cited) is False
    assert ("  note = {chapters/verdict.html}," in cited) is on_disk
    assert (f"  url = {{{home}chapters/verdict.html}}," in cited) is not on_disk


def test_the_offline_copy_is_the_site(site: Path, unpacked: Path) -> None:
    def kept(folder: Path) -> dict[str, str]:
        return {
            path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in {".html", ".zip"}
        }

    pictures = {name for name in kept(site) if name.startswith("assets/cards/")}
    assert pictures
    assert kept(unpacked) == {k: v for k, v in kept(site).items() if k not in pictures}
    pages = sorted(path.relative_to(site) for path in site.rglob("*.html"))
    assert sorted(path.relative_to(unpacked) for path in unpacked.rglob("*.html")) == pages
    for page in pages:
        before, after = ((folder / page).read_text(encoding="utf-8") for folder in (site, unpacked))
        assert "Download the whole book" not in after
        assert re.sub(r'<p class="offline">.*?</p>\n', "", before) == after
        for link in html.fromstring(after.encode()).xpath("//a/@href | //link/@href | //@src"):
            path = unquote(urldefrag(link)[0].split("?")[0])
            if path and "://" not in path and not path.startswith("data:"):
                assert (unpacked / page).parent.joinpath(path).is_file(), (page, link)


def test_a_site_is_packed_into_the_same_bytes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for name in ("b.html", "a.js"):
        (site / name).write_text(name)
    packed = []
    for _ in range(2):
        pack(site, site / "book.zip")
        packed.append((site / "book.zip").read_bytes())
        (site / "a.js").touch()
    assert packed[0] == packed[1]
    with zipfile.ZipFile(site / "book.zip") as copy:
        assert copy.namelist() == ["book/a.js", "book/b.html"]
