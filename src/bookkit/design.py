"""The design of one explorer: its parts put together, compiled, checked and written as HTML."""

import html
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import sympy as sp

from bookkit.checks import anchor, identifier, require, sentence
from bookkit.figures import key_entry, key_html, narrow_height
from bookkit.formats import number, rich
from bookkit.house import NARROW, WIDE, fit, new_axes, set_ticks
from bookkit.parts import POINTS, Axis, Curve, Mark, Readout, Slider
from bookkit.svg import css_color, inline
from threeforms import javascript, numpy_function

_HEIGHT = 330

# Curves live in a square of this size, stretched over the inside of the axes; explorer.js has the same.
_SIZE = 1000
_OUTSIDE = 1000


class Design:
    """All of an explorer that does not change: parts, formulas in both languages, first state as HTML."""

    def __init__(
        self,
        id: str,
        *,
        x: Axis,
        y: Axis,
        curves: Mapping[str, Curve],
        sliders: Sequence[Slider],
        readouts: Mapping[str, Readout],
        marks: Mapping[str, Mark],
        alt: str,
        caption: str,
    ) -> None:
        self.id = anchor(id)
        self.alt = sentence(alt, "alt")
        self.caption = sentence(caption, "caption")
        self.x, self.y = x, y
        self.curves = {identifier(key, "curves"): curve for key, curve in curves.items()}
        self.readouts = {identifier(key, "readouts"): readout for key, readout in readouts.items()}
        self.marks = {identifier(key, "marks"): mark for key, mark in marks.items()}
        self._check_names(sliders)
        self.sliders = {slider.name: slider for slider in sliders}
        self.first = [float(slider.value) for slider in sliders]
        self._over_x = self._expressions_over_x()
        self._scalars = self._expressions_of_sliders()
        parameters = [slider.symbol for slider in sliders]
        arguments = {key: [x.symbol, *parameters] for key in self._over_x}
        arguments |= dict.fromkeys(self._scalars, parameters)
        self._numpy = {
            key: numpy_function(_with_symbols(key, expr, arguments[key]), arguments[key])
            for key, expr in (self._over_x | self._scalars).items()
        }
        over_x = javascript(self._over_x, [x.symbol, *parameters])
        self.javascript = f"{{curves: {over_x}, scalars: {javascript(self._scalars, parameters)}}}"
        self._check_extremes()

    def evaluate(self, readout: str, state: Sequence[float]) -> float:
        """A readout's value, by NumPy, with the sliders at `state`."""
        return self._scalar(f"readout_{readout}", state)

    @cached_property
    def figure(self) -> str:
        """The ``<figure>`` in its first state."""
        key = key_html(
            [
                key_entry(curve.label, curve.color, dash=curve.dash, band=curve.band is not None)
                for curve in self.curves.values()
            ]
        )
        record = json.dumps(self._record(), ensure_ascii=False).replace("<", "\\u003c")
        return (
            f'<figure class="explorer" data-explorer="{self.id}" id="{self.id}">'
            f'<div class="readouts">{"".join(map(self._readout, self.readouts))}</div>'
            f"{key}{self._drawing()}"
            '<fieldset class="controls" aria-label="Parameters" disabled>'
            f'<div class="sliders">{"".join(map(self._slider, self.sliders.values()))}</div>'
            '<div class="buttons"><button type="button" class="copy">Copy link to this state</button>'
            '<button type="button" class="reset">Reset</button></div></fieldset>'
            "<noscript><p>The sliders need JavaScript. "
            "Drawing and numbers are those of the values shown.</p></noscript>"
            '<p class="status" role="status"></p>'
            f"<figcaption>{rich(self.caption)}</figcaption>"
            f'<script type="application/json" class="design">{record}</script></figure>'
        )

    def _check_names(self, sliders: Sequence[Slider]) -> None:
        require(isinstance(self.x.symbol, sp.Symbol), "x", self.x.symbol, "an Axis with a symbol")
        require(bool(self.curves), "curves", self.curves, "one curve or more")
        require(bool(sliders), "sliders", sliders, "one slider or more")
        names = [slider.name for slider in sliders]
        symbols = [self.x.symbol, *(slider.symbol for slider in sliders)]
        for argument, entries in (
            ("names of sliders", names),
            ("symbols of x and sliders", symbols),
        ):
            require(len(set(entries)) == len(entries), argument, entries, "each one once")
        clash = sorted(set(names) & self.readouts.keys())
        require(not clash, "names of readouts", clash, "names that no slider has")

    def _expressions_over_x(self) -> dict[str, sp.Expr]:
        expressions = {f"curve_{key}": curve.expr for key, curve in self.curves.items()}
        for key, curve in self.curves.items():
            if curve.band is not None:
                expressions |= dict(zip(_band(key), curve.band, strict=True))
        return {key: sp.sympify(expr) for key, expr in expressions.items()}

    def _expressions_of_sliders(self) -> dict[str, sp.Expr]:
        expressions = {f"readout_{key}": readout.expr for key, readout in self.readouts.items()}
        for key, mark in self.marks.items():
            places = {f"mark_{key}_x": mark.x, f"mark_{key}_y": mark.y}
            expressions |= {place: expr for place, expr in places.items() if expr is not None}
        return {key: sp.sympify(expr) for key, expr in expressions.items()}

    def _check_extremes(self) -> None:
        # A reader will push every slider to its end; better that the author hears of it first.
        for ends in itertools.product(
            *((slider.lo, slider.hi) for slider in self.sliders.values())
        ):
            where = ", ".join(f"{key}={end:g}" for key, end in zip(self.sliders, ends, strict=True))
            for key in self._scalars:
                value = self._scalar(key, ends)
                require(not math.isnan(value), f"{_spoken(key)} at {where}", value, "a number")
            for key in self._over_x:
                seen = bool(np.isfinite(self._along_x(key, ends)).any())
                require(
                    seen, f"{_spoken(key)} at {where}", "empty", "a number somewhere on the x axis"
                )

    def _scalar(self, key: str, state: Sequence[float]) -> float:
        return float(self._numpy[key](*state))

    def _along_x(self, key: str, state: Sequence[float]) -> np.ndarray:
        positions = self.x.positions()
        values = np.asarray(self._numpy[key](positions, *state), dtype=float)
        return self.y.share(np.broadcast_to(values, positions.shape))

    def _heights(self, key: str) -> np.ndarray:
        return np.clip(_SIZE * (1 - self._along_x(key, self.first)), -_OUTSIDE, _SIZE + _OUTSIDE)

    def _record(self) -> dict[str, object]:
        """All that the script needs to know besides the formulas."""

        def fields(part: object, names: str) -> dict[str, object]:
            return {field: getattr(part, field) for field in names.split()}

        return {
            "points": POINTS,
            "x": fields(self.x, "lo hi scale"),
            "y": fields(self.y, "lo hi scale"),
            "sliders": {
                key: fields(slider, "lo hi value scale integer label unit")
                for key, slider in self.sliders.items()
            },
            "curves": {key: curve.band is not None for key, curve in self.curves.items()},
            "readouts": {
                key: fields(readout, "label unit format digits infinite")
                for key, readout in self.readouts.items()
            },
            "marks": {
                key: [mark.x is not None, mark.y is not None] for key, mark in self.marks.items()
            },
        }

    def _readout(self, key: str) -> str:
        readout, value = self.readouts[key], self.evaluate(key, self.first)
        rule = "" if readout.color is None else f' style="border-color: {css_color(readout.color)}"'
        field = f"{self.id}-{key}"
        return (
            f'<div class="readout"{rule}><label for="{field}">{html.escape(readout.label)}</label>'
            f'<span><output id="{field}" name="{key}" data-value="{_as_javascript(value)}" '
            f'aria-live="off">{html.escape(readout.text(value))}</output> '
            f'<span class="unit">{html.escape(readout.unit)}</span></span></div>'
        )

    def _slider(self, slider: Slider) -> str:
        field = f"{self.id}-{slider.name}"
        lo, hi, at = map(slider.position, (slider.lo, slider.hi, slider.value))
        text = number(slider.value, 6)
        label, unit = html.escape(slider.label), html.escape(slider.unit)
        log = ' data-scale="log"' if slider.scale == "log" else ""
        return (
            f'<div class="slider"><label for="{field}">{label}</label>'
            f'<span class="value"><input type="text" inputmode="decimal" autocomplete="off" '
            f'data-for="{slider.name}" aria-label="{label}, exact value" value="{text}"> '
            f'<span class="unit">{unit}</span></span>'
            f'<input type="range" id="{field}" name="{slider.name}" min="{lo!r}" max="{hi!r}" step="any" '
            f'value="{at!r}" data-value="{_as_javascript(float(slider.value))}"{log} autocomplete="off" '
            f'aria-valuetext="{f"{text} {unit}".strip()}"></div>'
        )

    def _drawing(self) -> str:
        wide, wide_box = self._frame("wide", WIDE, _HEIGHT)
        narrow, narrow_box = self._frame("narrow", NARROW, narrow_height(_HEIGHT))
        boxes = "; ".join(
            f"--{kind}-{side}: {share:.3%}"
            for kind, box in (("wide", wide_box), ("narrow", narrow_box))
            for side, share in box.items()
        )
        rules: list[str] = []
        dots: list[str] = []
        for key, mark in self.marks.items():
            (rules if None in (mark.x, mark.y) else dots).append(self._mark(key))
        bands = [self._band(key) for key, curve in self.curves.items() if curve.band is not None]
        lines = "".join([*bands, *rules, *map(self._curve, self.curves)])
        labels = "".join(self._mark_label(key) for key, mark in self.marks.items() if mark.label)
        # Half a line's width of margin, so that a curve along the edge is not cut in two.
        clip = f'<rect x="-5" y="-7" width="{_SIZE + 10}" height="{_SIZE + 14}"/>'
        return (
            f'<div class="drawing" style="{boxes}">{wide}{narrow}'
            f'<div class="plot"><svg viewBox="0 0 {_SIZE} {_SIZE}" preserveAspectRatio="none" '
            f'role="img" aria-label="{html.escape(self.alt)}" fill="none" stroke-width="2.25" '
            f'stroke-linecap="round" stroke-linejoin="round">'
            f'<clipPath id="{self.id}-inside">{clip}</clipPath>'
            f'<g clip-path="url(#{self.id}-inside)">{lines}</g>{"".join(dots)}</svg>'
            f"{labels}</div></div>"
        )

    def _frame(self, kind: str, width: int, height: int) -> tuple[str, dict[str, float]]:
        """The axes without curves, and where in the drawing their inside lies."""
        x, y = self.x, self.y
        fig, ax = new_axes(xlabel=x.label, ylabel=y.label, xscale=x.scale, yscale=y.scale)
        ax.set(xlim=(x.lo, x.hi), ylim=(y.lo, y.hi))
        for which, axis in (("x", x), ("y", y)):
            if axis.ticks is not None:
                set_ticks(ax, which, axis.ticks)
        fit(fig, width, height)
        box = ax.get_position()
        attributes = {"class": kind, "aria-hidden": "true"}
        if kind == "narrow":
            attributes["display"] = "none"
        svg = inline(fig, f"{self.id}-{kind}", attributes)
        return svg, {"left": box.x0, "top": 1 - box.y1, "width": box.width, "height": box.height}

    def _curve(self, key: str) -> str:
        curve = self.curves[key]
        dash = ' stroke-dasharray="7 5"' if curve.dash else ""
        return (
            f'<path id="{self.id}-curve-{key}" data-curve="{key}" d="{_line(self._heights(f"curve_{key}"))}" '
            f'stroke="{css_color(curve.color)}"{dash} vector-effect="non-scaling-stroke"/>'
        )

    def _band(self, key: str) -> str:
        area = _area(*map(self._heights, _band(key)))
        ink = css_color(self.curves[key].color)
        return (
            f'<path data-band="{key}" d="{area}" fill="{ink}" fill-opacity="0.16" stroke="none"/>'
        )

    def _mark_place(self, key: str) -> tuple[float | None, float | None] | None:
        """Where a mark stands, from the left and from the top; ``None`` if it is out of sight."""
        mark = self.marks[key]
        u, v = (
            None
            if expr is None
            else float(axis.share(self._scalar(f"mark_{key}_{which}", self.first)))
            for which, axis, expr in (("x", self.x, mark.x), ("y", self.y, mark.y))
        )
        if not all(share is None or 0 <= share <= 1 for share in (u, v)):
            return None
        return None if u is None else _SIZE * u, None if v is None else _SIZE * (1 - v)

    def _mark(self, key: str) -> str:
        mark, place = self.marks[key], self._mark_place(key)
        rule = None in (mark.x, mark.y)
        look = 'stroke-width="1.25" stroke-dasharray="2 4"' if rule else 'stroke-width="11"'
        return (
            f'<path data-mark="{key}" d="{"" if place is None else _stroke(*place)}" {look} '
            f'stroke="{css_color(mark.color)}" vector-effect="non-scaling-stroke"/>'
        )

    def _mark_label(self, key: str) -> str:
        place = self._mark_place(key)
        u, v = place or (0, 0)
        left, top = _SIZE if u is None else u, 0 if v is None else v
        flip = " flip" if left > 0.55 * _SIZE else ""
        hidden = " hidden" if place is None else ""
        return (
            f'<span class="place{flip}" data-mark="{key}" aria-hidden="true"{hidden} '
            f'style="left: {left / _SIZE:.2%}; top: {top / _SIZE:.2%}">'
            f"{html.escape(self.marks[key].label)}</span>"
        )


def _with_symbols(key: str, expr: sp.Expr, known: Sequence[sp.Symbol]) -> sp.Expr:
    unknown = sorted(map(str, expr.free_symbols - set(known)))
    require(not unknown, f"symbols of {_spoken(key)}", unknown, ", ".join(map(str, known)))
    return expr


def _band(key: str) -> tuple[str, str]:
    return f"band_{key}_lo", f"band_{key}_hi"


def _spoken(key: str) -> str:
    return key.replace("_", " ", 1)


def _line(heights: np.ndarray) -> str:
    """A curve through evenly spaced points, broken where there is no number."""
    parts, pen = [], "M"
    for u, v in zip(np.linspace(0, _SIZE, len(heights)), heights, strict=True):
        if np.isnan(v):
            pen = "M"
        else:
            parts.append(f"{pen}{u:.6g},{v:.1f}")
            pen = "L"
    return "".join(parts)


def _area(lows: np.ndarray, highs: np.ndarray) -> str:
    """What lies between two curves, where both have a number."""
    columns = np.linspace(0, _SIZE, len(lows))
    there = ~np.isnan(lows + highs)
    over = [f"{u:.6g},{v:.1f}" for u, v in zip(columns[there], highs[there], strict=True)]
    back = [f"{u:.6g},{v:.1f}" for u, v in zip(columns[there], lows[there], strict=True)]
    return f"M{'L'.join(over + back[::-1])}Z" if over else ""


def _stroke(u: float | None, v: float | None) -> str:
    if u is None:
        return f"M0,{v:.1f}H{_SIZE}"
    if v is None:
        return f"M{u:.1f},0V{_SIZE}"
    # A line of no length with round ends: a dot that stays round however the drawing is stretched.
    return f"M{u:.1f},{v:.1f}h0"


def _as_javascript(value: float) -> str:
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, repr(value).removesuffix(".0"))
