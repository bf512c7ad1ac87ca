"""Three explorers, and pages of them served under a policy as strict as a site may have."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator

import matplotlib
import pytest
import sympy as sp
from playwright.sync_api import Page

from bookkit import Axis, Curve, Mark, Readout, Slider, Try, axes, color, explorer, show, table
from bookkit.explorer import Explorer, page_script, stylesheet
from tests.server import POLICY
from tests.windows import Complaints, Windows

n = sp.Symbol("n", nonnegative=True)
p, share, target = sp.symbols("p share target", positive=True)
age = sp.Symbol("age", nonnegative=True)


@pytest.fixture
def parts() -> Callable[..., dict]:
    """What `explorer` needs, with replacements."""

    def make(**replacements: object) -> dict:
        standard = {
            "x": Axis(n, 0, 1000, label="years"),
            "y": Axis(None, 0, 1, label="share"),
            "curves": {"left": Curve((1 - p) ** n, label="what is left", color="orange")},
            "sliders": [Slider(p, 1e-4, 0.5, value=0.01, label="loss", scale="log", name="loss")],
            "readouts": {"half_life": Readout(-sp.log(2) / sp.log(1 - p), label="half-life")},
            "alt": "A curve that falls.",
            "caption": "It falls.",
        }
        return standard | replacements

    return make


@pytest.fixture(scope="session")
def decay() -> Explorer:
    """Linear axes, every kind of slider, readout and mark."""
    left = share * (1 - p) ** n
    return explorer(
        "decay",
        x=Axis(n, 0, 1000, label="years"),
        y=Axis(None, 0, 1, label="share of what there was"),
        curves={
            "left": Curve(left, label="what is left", color="orange"),
            "lost": Curve(share - left, label="what is lost", color="violet", dash=True),
        },
        sliders=[
            Slider(p, 1e-4, 0.5, value=0.01, label="loss", unit="a year", scale="log", name="loss"),
            Slider(share, 0, 1, value=0.9, label="share at first"),
            Slider(age, 0, 1000, value=300, label="age", unit="years", integer=True),
        ],
        readouts={
            "half_life": Readout(-sp.log(2) / sp.log(1 - p), label="half-life", unit="years"),
            "left_now": Readout(left.subs(n, age), label="left", format="percent", color="orange"),
            "odds": Readout(
                left.subs(n, age) / (1 - left.subs(n, age)), label="odds", format="odds"
            ),
            "end": Readout(
                sp.Piecewise((sp.oo, p < sp.Rational(1, 10)), (1 / p, True)),
                label="end",
                infinite="never",
            ),
        },
        marks={
            "age": Mark(x=age),
            "now": Mark(x=age, y=left.subs(n, age), color="orange"),
        },
        alt='Two curves, "left" falls & <lost> rises.',
        caption="What is lost is *not* left: $a < b$.",
    )


@pytest.fixture(scope="session")
def powers() -> Explorer:
    """Logarithmic axes, a band, a level rule, and a curve with a gap."""
    return explorer(
        "power-law",
        x=Axis(n, 1, 1e6, label="years", scale="log"),
        y=Axis(None, 1e-6, 1, label="share", scale="log"),
        curves={
            "left": Curve(
                (1 + n) ** -p, label="left", color="blue", band=((1 + n) ** (-2 * p), 1 / (1 + n))
            ),
            "gap": Curve(sp.sqrt(n - 100) / n, label="from 100 on", color="grey", dash=True),
        },
        sliders=[
            Slider(p, 0.1, 10, value=1, label="exponent", scale="log", name="exponent"),
            Slider(target, 1e-6, 1, value=0.01, label="target", scale="log"),
        ],
        readouts={"years": Readout(target ** (-1 / p) - 1, label="years to the target")},
        marks={"target": Mark(y=target, color="grey")},
        alt="A straight line.",
        caption="Each tenfold time takes the same factor.",
    )


@pytest.fixture(scope="session")
def drying() -> Explorer:
    """Marks to drag, something to try, a sentence, and a log scale with a 0."""
    pace = sp.Symbol("pace", nonnegative=True)
    left, hump = (1 - p) ** age, 4 * share * (1 - share)
    return explorer(
        "drying",
        x=Axis(n, 0, 100, label="days"),
        y=Axis(None, 0, 1, label="share"),
        curves={
            "left": Curve((1 - p) ** n, label="what is wet", color="orange"),
            "slow": Curve(sp.exp(-pace * n), label="what is wet in the shade", color="violet"),
        },
        sliders=[
            Slider(p, 1e-3, 0.5, value=0.02, label="pace", scale="log", name="sun"),
            Slider(
                pace, 1e-6, 1, value=1e-3, label="pace", scale="log", zero=True, absent=0,
                name="shade",
            ),
            Slider(age, 0, 100, value=10, label="age", unit="days"),
            Slider(share, 0, 1, value=0.2, label="share"),
        ],
        readouts={
            "left": Readout(left, label="wet", format="percent"),
            "half": Readout(sp.log(2) / pace, label="half-life in the shade", infinite="never"),
        },
        marks={
            "now": Mark(x=age, y=left, color="orange", drag="age"),
            "day": Mark(x=age, color="grey", drag="age"),
            "hump": Mark(x=70, y=hump, color="blue", drag="share"),
            "level": Mark(y=share, color="green", drag="share"),
        },
        alt="Two curves that fall.",
        caption="All dries.",
        tries=[
            Try("Wait for a hundred days", {"age": 100}),
            Try("Stop the wind & <sun>", {"shade": 0, "age": 50}, breaks=True),
        ],
        says=[
            (sp.Eq(pace, 0), "In the shade half is dry {half}."),
            (
                left < sp.Rational(1, 2),
                "After {age:number.2} days {left} are wet, less than half; "
                "in the shade half is dry after {half:number.2} days & <nights>.",
            ),
            (True, "{{So far}} {left:number.3} of it is wet."),
        ],
    )  # fmt: skip


@pytest.fixture(scope="session")
def address(
    decay: Explorer, powers: Explorer, drying: Explorer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the pages are served."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "explorer.js").write_text(page_script(), encoding="utf-8")
    (folder / "live.js").write_text(decay._esm, encoding="utf-8")
    (folder / "kit.css").write_text(stylesheet(), encoding="utf-8")
    (folder / "page.html").write_text(_page(decay, powers), encoding="utf-8")
    filler = '<div style="height: 700px"></div>'
    tried = _HEAD + f"{filler}{drying.html()}{filler}</main></body></html>"
    (folder / "drying.html").write_text(tried, encoding="utf-8")
    (folder / "drying.js").write_text(drying._esm, encoding="utf-8")
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def open_page(windows: Windows, address: str) -> Iterator[Callable[..., Page]]:
    """Opens the page at a fragment, and sees to it that no page says anything on its console."""
    complaints = Complaints(address)

    def open_at(fragment: str = "", name: str = "page", **options: object) -> Page:
        page = windows.lend(
            {"viewport": {"width": 900, "height": 800}, **options}, complaints.listeners
        )
        page.set_default_timeout(5000)
        page.goto(f"{address}{name}.html{fragment}")
        return page

    yield open_at
    windows.take_back()
    assert complaints == []


@pytest.fixture(autouse=True)
def own_style() -> Iterator[None]:
    with matplotlib.rc_context():
        yield


class _Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _page(decay: Explorer, powers: Explorer) -> str:
    fig, ax = axes(xlabel="years", ylabel="share", ylim=(0, 1))
    ax.plot([0, 10, 20], [0.9, 0.5, 0.2], color=color("orange"), label="left")
    figure = show(fig, "fig-fall", alt="A line that falls.", caption="It falls.")
    numbers = table("tab-fall", {"years": [0, 10], "share": [0.9, 0.5]}, caption="It falls.")
    return (
        f'{_HEAD}{decay.html()}<div style="height: 3000px"></div>{powers.html()}{figure.html()}'
        f"{numbers._repr_html_()}</main></body></html>"
    )


_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Explorers</title>'
    '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
    '<link rel="stylesheet" href="kit.css"><script defer src="explorer.js"></script>'
    "<style>body { max-width: 44rem; margin: 0 auto; padding: 0 1rem; font: 17px/1.6 sans-serif; "
    "color: var(--ink); background: var(--paper) }</style></head><body><main><h1>Explorers</h1>"
)
