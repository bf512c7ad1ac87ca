"""``make bench``: how long the build, the core model and an explorer's step take on this machine."""

import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from tests.built import ROOT, SITE
from tests.conftest import installed_browser
from tests.server import SiteServer
from waluigi.model import Belief, Corpus

STEP = """async (name) => {
  const figure = document.querySelector(`figure.explorer[data-explorer="${name}"]`);
  figure.scrollIntoView();
  const slider = figure.querySelector("input[type=range]");
  const [lo, hi] = [Number(slider.min), Number(slider.max)];
  const times = [];
  for (let i = 0; i < 300; i += 1) {
    slider.value = String(lo + ((hi - lo) * (i % 100)) / 100);
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    times.push(performance.now() - start);
    if (i % 50 === 0) await new Promise(requestAnimationFrame);
  }
  return times.slice(50);
}"""


def timed(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def build(book: Path) -> None:
    """What `make book` runs."""
    command = [
        Path(sys.executable).with_name("jupyter-book"),
        "build",
        ".",
        "-W",
        "--keep-going",
        "-n",
    ]
    subprocess.run(command, cwd=book, check=True, stdout=subprocess.DEVNULL)


def bench_build() -> None:
    """A copy of the book: from nothing, again, and after a change in one chapter."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        shutil.copytree(
            ROOT, book, ignore=shutil.ignore_patterns(".*", "_build", "src", "tests", "docs")
        )
        print(f"build from nothing            {timed(lambda: build(book)):8.1f} s")
        print(f"build with nothing to do      {timed(lambda: build(book)):8.1f} s")
        chapter = max(book.glob("chapters/*.md"), key=lambda path: path.stat().st_size)
        text = chapter.read_text(encoding="utf-8")
        fence = "```{code-cell} ipython3\n"
        chapter.write_text(text.replace(fence, fence + "# changed\n", 1), encoding="utf-8")
        print(f"build after changing {chapter.stem:<9}{timed(lambda: build(book)):8.1f} s")


def bench_model() -> None:
    """A hundred hypotheses, a hundred scenarios, a quadrillion documents in each."""
    rng = np.random.default_rng(1)
    scenarios = [f"s{i}" for i in range(100)]
    rates = rng.uniform(1e-9, 1e-3, (100, 100))
    belief = Belief(
        prior={f"h{i}": 0.01 for i in range(100)},
        turns={
            f"h{i}": dict(zip(scenarios, map(float, row), strict=True))
            for i, row in enumerate(rates)
        },
    )
    corpus = Corpus(clean=dict.fromkeys(scenarios, 10**15))
    times = [timed(lambda: belief.update(corpus).shares) for _ in range(20)]
    print(f"update, 100 by 100            {1000 * statistics.median(times):8.2f} ms")


def bench_explorer() -> None:
    """One step of the first explorer's first slider, in a browser."""
    with SiteServer(SITE) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(**installed_browser(playwright))
        page = browser.new_page()
        page.goto(server.url + "chapters/index.html", wait_until="networkidle")
        name = page.locator("figure.explorer").first.get_attribute("data-explorer")
        times = page.evaluate(STEP, name)
        print(f"explorer {name}, a step {statistics.mean(times):17.3f} ms")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    bench_model()
    bench_explorer()
    bench_build()
