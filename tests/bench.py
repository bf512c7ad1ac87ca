"""``make bench``: how long the mathematics, an explorer's step and the build take on this machine.

Ratios are of things measured side by side, in the same run.
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import scipy.stats
from empiricaldist import Pmf
from numpy.typing import NDArray
from playwright.sync_api import sync_playwright

from tests.built import ROOT, SITE
from tests.chromium import installed_browser
from tests.server import SiteServer
from waluigi import grid
from waluigi.model import Belief, Corpus
from waluigi.patience import first_turns
from waluigi.slipping import clean_after

Array = NDArray[np.float64]

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
    command = [sys.executable, "-m", "bookkit.site.build", book]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


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
        head = re.compile(r"^```\{code-cell\} ipython3\n(?::.*\n)*", re.MULTILINE)
        chapter.write_text(head.sub(r"\g<0># changed\n", text, count=1), encoding="utf-8")
        print(f"build after changing {chapter.stem:<9}{timed(lambda: build(book)):8.1f} s")


def least(action: Callable[[], object], runs: int = 15) -> float:
    """Milliseconds that an action takes at its fastest, which other work on the machine delays least."""
    return 1000 * min(timed(action) for _ in range(runs))


def say(what: str, milliseconds: float, than: Mapping[str, float] | None = None) -> None:
    """One line: what was done, how long it took, and how many times what other things take."""
    ratios = "".join(
        f"   {milliseconds / each:8.2f} x {name}" for name, each in (than or {}).items()
    )
    print(f"{what:<42}{milliseconds:10.3f} ms{ratios}")


def bare(prior: Array, turns: Array, clean: Array) -> Array:
    """What one would write instead of the grid."""
    log_weights = np.log(prior) + np.log1p(-turns) @ clean
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def bare_of_many(prior: Array, turns: Array, clean: Array) -> Array:
    """The same for many corpora at once."""
    log_weights = np.log(prior) + clean @ np.log1p(-turns).T
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def with_empiricaldist(prior: Array, turns: Array, clean: Array) -> Pmf:
    """One scenario after the other, as Think Bayes has it."""
    pmf = Pmf(prior)
    for rates, documents in zip(turns.T, clean, strict=True):
        pmf = pmf * (1 - rates) ** documents
        pmf.normalize()
    return pmf


def with_scipy(prior: Array, turns: Array, clean: Array) -> Array:
    """Frozen distributions, and the logarithm of none out of so many."""
    log_weights = np.log(prior) + scipy.stats.binom(clean.astype(int), turns).logpmf(0).sum(axis=1)
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def bench_grid() -> None:
    """The grid against what else there is, in one run; cost by the number of documents."""
    rng = np.random.default_rng(2)
    for size, scenarios in ((100_000, 10), (1_000, 1_000), (1_000_000, 1)):
        prior = rng.uniform(0.1, 1, size)
        turns = 10 ** rng.uniform(-9, -2, (size, scenarios))
        for documents in (10, 10**4, 10**8, 10**12):
            clean = np.full(scenarios, documents)
            rivals = {
                "bare NumPy": least(lambda: bare(prior, turns, clean)),  # noqa: B023
                "a copy": least(turns.copy),
            }
            if documents == 10**4:
                rivals["scipy.stats"] = least(lambda: with_scipy(prior, turns, clean), 3)  # noqa: B023
                rivals["empiricaldist"] = least(
                    lambda: with_empiricaldist(prior, turns, clean),  # noqa: B023
                    3,
                )
            took = least(lambda: grid.shares(prior, turns, clean))  # noqa: B023
            say(f"grid, {size} x {scenarios}, {documents:.0e} documents", took, rivals)
    # Where all say nearly the same, each sum is too large for what tells them apart: a second pass.
    prior, shared = rng.uniform(0.1, 1, 1000), 10 ** rng.uniform(-6, -2, 1000)
    alike = shared * (1 + 1e-9 * rng.uniform(size=(1000, 1000)))
    clean = np.full(1000, 10**6)
    rival = {"bare NumPy": least(lambda: bare(prior, alike, clean))}
    took = least(lambda: grid.shares(prior, alike, clean))
    say("grid, 1000 x 1000, nearly alike", took, rival)
    prior, turns = rng.uniform(0.1, 1, 1000), 10 ** rng.uniform(-9, -1, (1000, 10))
    many = rng.integers(0, 10**6, (1000, 10))
    rival = {"bare NumPy": least(lambda: bare_of_many(prior, turns, many))}
    say(
        "grid, 1000 x 10, 1000 corpora at once",
        least(lambda: grid.shares(prior, turns, many)),
        rival,
    )


def bench_first_turns() -> None:
    """A million personas' first turns: drawn at once, stepped day by day, and by the generator."""
    personas, rate, days = 1_000_000, 0.01, 1000

    def stepped() -> int:
        rng, left = np.random.default_rng(1), personas
        for _ in range(days):
            left -= int((rng.random(left) < rate).sum())
        return left

    rates = np.full(personas, rate)
    rivals = {
        "the bare generator": least(lambda: np.random.default_rng(1).geometric(rate, personas), 5),
        "a thousand steps": least(stepped, 3),
    }
    took = least(lambda: first_turns(rates, np.random.default_rng(1)), 5)
    say("first turns of a million personas", took, rivals)
    took = least(lambda: clean_after(rate, [days], personas, 1), 5)
    say("clean_after of a million personas", took, rivals)


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
    counts = np.full(100, 10**15)
    rival = {"the grid": least(lambda: grid.shares(np.ones(100), rates, counts))}
    say("exact update, 100 x 100", least(lambda: belief.update(corpus).shares), rival)


def bench_explorer() -> None:
    """One step of the first explorer's first slider, in a browser."""
    with SiteServer(SITE) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**installed_browser(playwright))
        page = browser.new_page()
        page.goto(server.url + "chapters/index.html", wait_until="networkidle")
        name = page.locator("figure.explorer").first.get_attribute("data-explorer")
        times = page.evaluate(STEP, name)
        print(f"explorer {name}, a step {statistics.mean(times):17.3f} ms")
        browser.close()


if __name__ == "__main__":
    bench_model()
    bench_grid()
    bench_first_turns()
    bench_explorer()
    bench_build()
