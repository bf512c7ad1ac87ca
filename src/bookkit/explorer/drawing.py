"""An explorer's ``<figure>`` in its first state: numbers, axes, curves, sliders.

The scripts move what this module draws, and nothing else: all markup is here.
"""

import html

import numpy as np

from bookkit.drawing.figures import key_entry, key_html, narrow_height
from bookkit.drawing.style import NARROW, WIDE, fit, new_axes, set_ticks
from bookkit.drawing.svg import css_color, inline
from bookkit.explorer.crowd_drawing import crowd_html
from bookkit.explorer.fills import filled_area
from bookkit.explorer.formulas import Formulas, band
from bookkit.explorer.parts import Slider
from bookkit.explorer.record import Design
from bookkit.explorer.tries import Try
from bookkit.formats import full, in_page, number, plain
from bookkit.marks import caption

_HEIGHT = 330

# Curves live in a square of this size, stretched over the inside of the axes; drawing.js has the same.
_SIZE = 1000
_OUTSIDE = 1000


def figure(design: Design, formulas: Formulas) -> str:
    """The whole ``<figure>``."""
    key = key_html(
        [
            key_entry(
                curve.label,
                curve.color,
                dash=curve.dash,
                band=curve.band is not None,
                filled=curve.filled is not None,
                ruled=curve.ruled,
            )
            for curve in design.curves.values()
        ]
        + [points.key() for points in design.points.values()]
    )
    readouts = "".join(_readout(design, formulas, name) for name in design.readouts)
    sliders = "".join(_slider(design.id, slider) for slider in design.sliders.values())
    plot = "" if not design.axes else _Plot(design, formulas).html()
    moved = "The sliders and the links above need" if design.tries else "The sliders need"
    record = in_page(design.fields())
    return (
        f'<figure class="explorer" data-explorer="{design.id}" id="{design.id}">'
        f'<div class="readouts">{readouts}</div>'
        f"{_crowd(design, formulas)}{_crowd_buttons(design)}{key}{plot}"
        f"{_sentence(design, formulas)}{_tries(design)}"
        '<fieldset class="controls" aria-label="Parameters" disabled>'
        f'<div class="sliders">{sliders}</div>'
        '<div class="buttons">'
        '<button type="button" class="copy">Copy link to this state</button>'
        '<button type="button" class="reset">Reset</button></div></fieldset>'
        f"<noscript><p>{moved} JavaScript. "
        "Drawing and numbers are those of the values shown.</p></noscript>"
        '<p class="status" role="status"></p>'
        f"<figcaption>{caption('Explorer', design.id, design.caption)}</figcaption>"
        f'<script type="application/json" class="design">{record}</script></figure>'
    )


def _crowd_buttons(design: Design) -> str:
    crowd = design.crowd
    play = '<button type="button" class="play">Play</button>'
    unmask = '<button type="button" class="unmask">Show who they are</button>'
    if crowd is None:
        return ""
    buttons = ("" if crowd.plays is None else play) + (unmask if crowd.masked else "")
    if not buttons:
        return ""
    return (
        '<fieldset class="controls stage" aria-label="The crowd" disabled>'
        f'<div class="buttons">{buttons}</div></fieldset>'
    )


def _crowd(design: Design, formulas: Formulas) -> str:
    if design.crowd is None:
        return ""
    alt = "" if design.axes else design.alt
    return crowd_html(design.id, design.crowd, *formulas.sorts(design.first), alt)


def _readout(design: Design, formulas: Formulas, name: str) -> str:
    readout = design.readouts[name]
    value = formulas.scalar(f"readout_{name}", design.first)
    rule = "" if readout.color is None else f' style="border-color: {css_color(readout.color)}"'
    field = f"{design.id}-{name}"
    return (
        f'<div class="readout"{rule}><label for="{field}">{html.escape(readout.label)}</label>'
        f'<span><output id="{field}" name="{name}"{full(value)} '
        f'aria-live="off">{html.escape(readout.text(value))}</output> '
        f'<span class="unit">{html.escape(readout.unit)}</span></span></div>'
    )


def _sentence(design: Design, formulas: Formulas) -> str:
    if not design.cases:
        return ""
    # The style sheet keeps room for the longest, so that a change of words moves nothing below them.
    room = html.escape(formulas.longest_sentence())
    said = html.escape(formulas.sentence(design.first))
    return f'<p class="says" data-room="{room}"><span>{said}</span></p>'


def _tries(design: Design) -> str:
    if not design.tries:
        return ""
    links = "".join(f"<li>{_try(design, attempt)}</li>" for attempt in design.tries)
    return (
        f'<div class="tries"><p id="{design.id}-tries">Try this</p>'
        f'<ul aria-labelledby="{design.id}-tries">{links}</ul></div>'
    )


def _try(design: Design, attempt: Try) -> str:
    state = zip(design.sliders, attempt.state(design.sliders), strict=True)
    query = "&amp;".join(f"{name}={plain(value)}" for name, value in state)
    breaks = ' <span class="breaks">drops an assumption</span>' if attempt.breaks else ""
    return f'<a href="#{design.id}?{query}">{html.escape(attempt.label)}</a>{breaks}'


def _slider(prefix: str, slider: Slider) -> str:
    field = f"{prefix}-{slider.name}"
    lo, hi, at = map(slider.position, (slider.ends[0], slider.hi, slider.value))
    text = number(slider.value, 6)
    label, unit = html.escape(slider.label), html.escape(slider.unit)
    log = ' data-scale="log"' if slider.scale == "log" else ""
    return (
        f'<div class="slider"><label for="{field}">{label}</label>'
        f'<span class="value"><input type="text" inputmode="decimal" autocomplete="off" '
        f'data-for="{slider.name}" aria-label="{label}, exact value" value="{text}"> '
        f'<span class="unit">{unit}</span></span>'
        f'<input type="range" class="rail" id="{field}" name="{slider.name}" '
        f'min="{lo!r}" max="{hi!r}" step="any" '
        f'value="{at!r}" data-value="{plain(slider.value)}"{log} autocomplete="off" '
        f'aria-valuetext="{f"{text} {unit}".strip()}">'
        f'<span class="note" data-note="{slider.name}" aria-hidden="true"></span></div>'
    )


class _Plot:
    """The drawing itself: axes in two layouts, and once what moves, stretched over either."""

    def __init__(self, design: Design, formulas: Formulas) -> None:
        self.design = design
        self.formulas = formulas

    def html(self) -> str:
        design = self.design
        wide, wide_box = self._frame("wide", WIDE, _HEIGHT)
        narrow, narrow_box = self._frame("narrow", NARROW, narrow_height(_HEIGHT))
        boxes = "; ".join(
            f"--{kind}-{side}: {share:.3%}"
            for kind, box in (("wide", wide_box), ("narrow", narrow_box))
            for side, share in box.items()
        )
        rules: list[str] = []
        dots: list[str] = []
        for name, mark in design.marks.items():
            (rules if None in (mark.x, mark.y) else dots).append(self._mark(name))
        bands = [
            self._band(name) for name, curve in design.curves.items() if curve.band is not None
        ]
        # Rules last: a tint over them would take their ink.
        filled = [name for name, curve in design.curves.items() if curve.filled is not None]
        filled.sort(key=lambda name: design.curves[name].ruled)
        fills = [filled_area(self.formulas, name, design.first) for name in filled]
        lines = "".join([*bands, *fills, *rules, *map(self._curve, design.curves)])
        measured = "".join(
            points.path(name, design.axes["x"], design.axes["y"])
            for name, points in design.points.items()
        )
        handles = "".join(self._handle(name) for name, mark in design.marks.items() if mark.drag)
        # Half a line's width of margin, so that a curve along the edge is not cut in two.
        clip = f'<rect x="-5" y="-7" width="{_SIZE + 10}" height="{_SIZE + 14}"/>'
        return (
            f'<div class="drawing" style="{boxes}">{wide}{narrow}'
            f'<div class="plot"><svg viewBox="0 0 {_SIZE} {_SIZE}" preserveAspectRatio="none" '
            f'role="img" aria-label="{html.escape(design.alt)}" fill="none" stroke-width="2.25" '
            f'stroke-linecap="round" stroke-linejoin="round">'
            f'<clipPath id="{design.id}-inside">{clip}</clipPath>'
            f'<g clip-path="url(#{design.id}-inside)">{lines}</g>{measured}{"".join(dots)}</svg>'
            f"{handles}</div></div>"
        )

    def _frame(self, kind: str, width: int, height: int) -> tuple[str, dict[str, float]]:
        """The axes without curves, and where in the drawing their inside lies."""
        x, y = self.design.axes.values()
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
        svg = inline(fig, f"{self.design.id}-{kind}", attributes)
        return svg, {"left": box.x0, "top": 1 - box.y1, "width": box.width, "height": box.height}

    def _heights(self, key: str) -> np.ndarray:
        shares = self.formulas.shares(key, self.design.first)
        return np.clip(_SIZE * (1 - shares), -_OUTSIDE, _SIZE + _OUTSIDE)

    def _curve(self, name: str) -> str:
        curve = self.design.curves[name]
        dash = ' stroke-dasharray="7 5"' if curve.dash else ""
        return (
            f'<path id="{self.design.id}-curve-{name}" data-curve="{name}" '
            f'd="{_line(self._heights(f"curve_{name}"))}" '
            f'stroke="{css_color(curve.color)}"{dash} vector-effect="non-scaling-stroke"/>'
        )

    def _band(self, name: str) -> str:
        area = _area(*map(self._heights, band(name)))
        ink = css_color(self.design.curves[name].color)
        return (
            f'<path data-band="{name}" d="{area}" fill="{ink}" fill-opacity="0.16" stroke="none"/>'
        )

    def _place(self, name: str) -> tuple[float | None, float | None] | None:
        """Where a mark stands, from the left and from the top; ``None`` if it is out of sight."""
        mark, design = self.design.marks[name], self.design
        u, v = (
            None
            if expr is None
            else float(
                design.axes[which].share(self.formulas.scalar(f"mark_{name}_{which}", design.first))
            )
            for which, expr in (("x", mark.x), ("y", mark.y))
        )
        if not all(share is None or 0 <= share <= 1 for share in (u, v)):
            return None
        return None if u is None else _SIZE * u, None if v is None else _SIZE * (1 - v)

    def _mark(self, name: str) -> str:
        mark, place = self.design.marks[name], self._place(name)
        rule = None in (mark.x, mark.y)
        look = 'stroke-width="1.25" stroke-dasharray="2 4"' if rule else 'stroke-width="11"'
        return (
            f'<path data-mark="{name}" d="{"" if place is None else _stroke(*place)}" {look} '
            f'stroke="{css_color(mark.color)}" vector-effect="non-scaling-stroke"/>'
        )

    def _handle(self, name: str) -> str:
        """What a hand takes hold of. The slider is the way for all who cannot, so it is not spoken of."""
        mark = self.design.marks[name]
        across, _ = self.design.dragged(mark)
        kind = "rule-x" if mark.y is None else "rule-y" if mark.x is None else "dot"
        return (
            f'<span class="handle {kind}" data-drag="{name}" data-way="{"x" if across else "y"}" '
            f'style="color: {css_color(mark.color)}" aria-hidden="true" hidden></span>'
        )


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
