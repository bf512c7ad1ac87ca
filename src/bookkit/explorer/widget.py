"""Explorers: a drawing that a reader moves, from one call and a few formulas.

The formulas are SymPy expressions. `threeforms` compiles them for NumPy and for JavaScript, Matplotlib
draws the axes, the scripts beside this module move the curves. The same ``<figure>`` serves a live notebook,
where it is the view of an ipywidget, a static page without a kernel, paper, and a reader without JavaScript.
"""

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from sympy.logic.boolalg import Boolean

from bookkit.checks import one_of, require
from bookkit.drawing import style
from bookkit.explorer import saved
from bookkit.explorer.crowd import Crowd
from bookkit.explorer.drawing import figure
from bookkit.explorer.formulas import Formulas
from bookkit.explorer.parts import Axis, Curve, Mark, Readout, Slider
from bookkit.explorer.points import Points
from bookkit.explorer.record import Design
from bookkit.explorer.tries import Try
from bookkit.formats import plain
from bookkit.scripts import classic, state
from threeforms import special_source

_OWN = {"design", "formulas", "figure"}


class _Parameter(traitlets.Float):
    """A slider's value, as a synchronised trait that says what it allows."""

    def __init__(self, slider: Slider) -> None:
        super().__init__(float(slider.value))
        self.slider = slider
        self.tag(sync=True)

    def validate(self, obj: object, value: float) -> float:
        return self.slider.check(value, self.slider.name)


class Explorer(anywidget.AnyWidget):
    """What `explorer` returns: an ipywidget with one trait per slider.

    ``observe``, ``link`` and ``interact`` work on the traits; `readout` evaluates in the kernel.
    """

    def __init__(self, design: Design) -> None:
        for slider in design.sliders:
            require(
                not hasattr(self, slider), "name of slider", slider, "no name that every widget has"
            )
        self.design = design
        self.formulas = Formulas(design)
        self.figure = figure(design, self.formulas)
        self.add_traits(
            _esm=_synced(f"{_script('live')}\nexport default live({self.formulas.javascript});\n"),
            _css=_synced(stylesheet()),
            _markup=_synced(self.figure),
            **{name: _Parameter(slider) for name, slider in design.sliders.items()},
        )
        super().__init__()

    def __repr__(self) -> str:
        state = ", ".join(f"{name}={value:g}" for name, value in self.state().items())
        return f"Explorer({self.design.id!r}, {state})"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live = super()._repr_mimebundle_()
        data, metadata = live or ({}, {})
        return {**data, "text/html": self.html()}, metadata

    def state(self) -> dict[str, float]:
        """The sliders' values by name."""
        return {name: getattr(self, name) for name in self.design.sliders}

    def readout(self, readout: str, **values: float) -> float:
        """A readout's value, by NumPy, in the present state or in the one given.

        Parameters
        ----------
        readout
            Its name.
        **values
            Values of sliders, to replace the present ones.

        Raises
        ------
        ValueError
            For an unknown name, or a value that the slider cannot take.
        """
        one_of(readout, self.design.readouts, "readout")
        return self.formulas.scalar(f"readout_{readout}", self._values(values))

    def _values(self, changed: Mapping[str, float]) -> list[float]:
        for name, value in changed.items():
            one_of(name, self.design.sliders, "slider")
            self.design.sliders[name].check(value, name)
        return list({**self.state(), **changed}.values())

    def crowd(self, panel: str | None = None, **values: float) -> dict[str, int]:
        """How many figures of each sort are there, in the present state or in the one given.

        Parameters
        ----------
        panel
            ``"leaves"`` or ``"drifts"``; by default the first that is shown.
        **values
            Values of sliders, to replace the present ones.

        Raises
        ------
        ValueError
            If there is no such crowd, or a value is none that the slider can take.
        """
        crowd = self.design.crowd
        shown = () if crowd is None else crowd.panels
        panel = one_of(panel or next(iter(shown), ""), shown, "panel")
        assert crowd is not None
        return crowd.state(panel, *self.formulas.sorts(self._values(values))).counts()

    def sentence(self, **values: float) -> str:
        """What is said under the drawing, in the present state or in the one given.

        Parameters
        ----------
        **values
            Values of sliders, to replace the present ones.

        Raises
        ------
        ValueError
            If the explorer says nothing, or for a value that the slider cannot take.
        """
        require(bool(self.design.cases), "says", (), "one sentence or more")
        return self.formulas.sentence(self._values(values))

    def __setattr__(self, name: str, value: Any) -> None:
        # A slider's name with a letter wrong would be kept, and move nothing.
        if not name.startswith("_") and name not in _OWN and not hasattr(type(self), name):
            one_of(name, self.design.sliders, "name of a slider")
        super().__setattr__(name, value)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it, as it stands, into one file that any browser opens, from a disk too.

        The file has its styles, light and dark, and its formulas in it, and asks no network. A link to a
        state of it is ``mine.html#decay?leak=0.01``.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced.

        Returns
        -------
        Path
            Where it is.

        Raises
        ------
        ValueError
            If the name does not end in ``.html``, by which browsers know it.
        """
        target = Path(path)
        require(target.suffix == ".html", "path", str(path), "a name that ends in .html")
        values = self.state()
        state = "&".join(f"{name}={plain(value)}" for name, value in values.items())
        moved = list(values.values()) != self.design.first
        text = saved.document(
            self.html(),
            page_script(),
            self.design.caption,
            stylesheet(),
            state=f"{self.design.id}?{state}" if moved else "",
        )
        target.write_text(text, encoding="utf-8")
        return target

    def html(self) -> str:
        """The explorer for a static page: the figure in its first state, and its formulas as script.

        The page loads `page_script` once.
        """
        record = f"{{id: {json.dumps(self.design.id)}, ...{self.formulas.javascript}}}"
        script = f"(globalThis.bookkitExplorers ??= []).push({record});"
        return f"{self.figure}\n<script>{script}</script>"


def explorer(
    id: str,
    *,
    x: Axis | None = None,
    y: Axis | None = None,
    curves: Mapping[str, Curve] | None = None,
    crowd: Crowd | None = None,
    sliders: Sequence[Slider],
    readouts: Mapping[str, Readout] | None = None,
    marks: Mapping[str, Mark] | None = None,
    points: Mapping[str, Points] | None = None,
    alt: str,
    caption: str,
    tries: Sequence[Try] = (),
    says: Sequence[tuple[Boolean | bool, str]] = (),
) -> Explorer:
    """A drawing that a reader moves, with its numbers, on a live and on a static page alike.

    Parameters
    ----------
    id
        The permanent anchor; with the sliders' names it makes the link to a state,
        ``#slipping?leak=0.01``.
    x, y
        The axes; none where there is a crowd alone.
    curves
        By name, in the order in which they are drawn.
    crowd
        Little figures that leave, stay or change; above the curves, or instead of them.
    sliders
        In the order in which they are shown.
    readouts
        By name, in the order in which they are shown.
    marks
        Dots and rules that move with the sliders, by name.
    points
        What was measured, by name: no slider moves it.
    alt
        What the drawing shows at first, for those who cannot see it.
    caption
        The finding, in a sentence or two; ``$math$`` and ``*emphasis*`` are understood.
    tries
        States worth seeing, as links beside the drawing; where possible one of them drops an assumption
        of the claim.
    says
        A sentence under the drawing: of these pairs of a condition, in the sliders' symbols, and a text
        the first that holds. ``{name}`` in a text is the number of that readout or slider as readers see
        it, without its unit; ``{name:percent}`` and ``{name:number.2}`` print it otherwise.

    Raises
    ------
    ValueError
        If a part is malformed or missing, an expression has a symbol that neither an axis nor a slider
        sets, or some combination of the sliders' ends, or something to try, leaves a readout without a
        number, a curve without a point or the reader without a sentence. The message names the argument,
        its value and what is allowed.

    Examples
    --------
    >>> import sympy as sp
    >>> n, leak = sp.symbols("n leak", positive=True)
    >>> decay = explorer(
    ...     "decay",
    ...     x=Axis(n, 0, 1000, label="documents"),
    ...     y=Axis(None, 0, 1, label="share that is left"),
    ...     curves={"left": Curve((1 - leak) ** n, label="slipping", color="orange")},
    ...     sliders=[Slider(leak, 1e-4, 0.5, value=0.01, scale="log", label="leak")],
    ...     readouts={"half_life": Readout(-sp.log(2) / sp.log(1 - leak), label="half-life")},
    ...     alt="A curve that falls from 1 towards 0.",
    ...     caption="What leaks is lost.",
    ...     tries=[Try("Leak a hundred times less", {"leak": 1e-4})],
    ...     says=[
    ...         (leak > 0.4, "After a single document half are gone, or nearly."),
    ...         (True, "Half are gone after {half_life:number.2} documents."),
    ...     ],
    ... )
    >>> round(decay.readout("half_life"), 2)
    68.97
    >>> decay.sentence(), decay.sentence(leak=0.45)
    ('Half are gone after 69 documents.', 'After a single document half are gone, or nearly.')
    """
    return Explorer(
        Design(
            id=id,
            x=x,
            y=y,
            curves=curves or {},
            in_order=sliders,
            readouts=readouts or {},
            marks=marks or {},
            points=points or {},
            alt=alt,
            caption=caption,
            crowd=crowd,
            tries=tries,
            says=says,
        )
    )


def page_script() -> str:
    """What moves explorers: a page with one or more of them loads it once, from a file, deferred."""
    return classic(state(), _script("page"))


def slider_scripts() -> str:
    """How numbers print, and what a hand on a slider and a typed text mean: for other rooms' scripts."""
    return f"{_read('numbers.js')}\n{_read('sliders.js')}"


@cache
def stylesheet() -> str:
    """The styles of explorers, and of the figures, tables and identities beside them."""
    return "\n".join([style.stylesheet(), _read("explorer.css"), _read("crowd.css")])


@cache
def _read(filename: str) -> str:
    return files("bookkit.explorer").joinpath(filename).read_text(encoding="utf-8")


@cache
def _script(host: str) -> str:
    """What moves an explorer, for one of its hosts, as one module."""
    own = (
        "numbers",
        "sliders",
        "drawing",
        "fills",
        "crowd",
        "sentence",
        "tries",
        "drag",
        "explorer",
    )
    texts = (_read(f"{part}.js") for part in (*own, host))
    return "\n".join([special_source(), *texts])


def _synced(text: str) -> traitlets.Unicode:
    return traitlets.Unicode(text).tag(sync=True)
