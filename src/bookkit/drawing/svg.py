"""Matplotlib's SVG as part of a page: its text is the page's, its ink the page's ink."""

import io
import re
from itertools import count

import matplotlib
from lxml import etree
from matplotlib.figure import Figure

from bookkit.drawing.style import COLORS

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{2,}")
_FONT_SIZE = re.compile(r"[\d.]+(?=px)")
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def css_color(hex_or_name: str) -> str:
    """The page's own colour for a house colour; any other value is left as it is.

    >>> css_color("orange"), css_color("none")
    ('var(--orange, #c4510a)', 'none')
    """
    for name, (light, _) in COLORS.items():
        if hex_or_name in (name, light):
            return "currentColor" if name == "ink" else f"var(--{name}, {light})"
    return hex_or_name


def inline(fig: Figure, prefix: str, attributes: dict[str, str]) -> str:
    """The figure as one ``<svg>`` element to stand inside HTML.

    Every id starts with `prefix`, so that many figures share a page; the same figure gives the same
    bytes. Nothing is left that would reach beyond the element, such as a style sheet.
    """
    buffer = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": prefix}):
        fig.savefig(buffer, format="svg", dpi=72, transparent=True, metadata=_METADATA)
    root = etree.fromstring(
        buffer.getvalue(), etree.XMLParser(remove_comments=True, remove_blank_text=True)
    )
    for tag in ("metadata", "style"):
        for element in list(root.iter(_NAMESPACE + tag)):
            element.getparent().remove(element)
    for element in root.iter():
        _plain_attributes(element)
    _rename_ids(root, prefix)
    _drop_empty(root)
    view_box = root.get("viewBox")
    root.attrib.clear()
    root.attrib.update({"viewBox": view_box, "stroke-linejoin": "round", **attributes})
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _plain_attributes(element: etree._Element) -> None:
    # Attributes yield to the page's style sheet, as a style attribute does not.
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        # The size may stand alone or in the shorthand, by Matplotlib's version; the family is the page's.
        if name in ("font", "font-size"):
            element.set("font-size", _FONT_SIZE.findall(value)[0])
        elif name and name != "font-family":
            element.set(name, value)
    if _HREF in element.attrib:
        element.set("href", element.attrib.pop(_HREF))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name in ("fill", "stroke"):
        if name in element.attrib:
            element.set(name, css_color(element.get(name)))
    for name in ("d", "x", "y", "width", "height", "transform"):
        if name in element.attrib:
            element.set(name, _LONG_DECIMAL.sub(_shorten, " ".join(element.get(name).split())))


def _shorten(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _rename_ids(root: etree._Element, prefix: str) -> None:
    used = {
        match[1] or match[2]
        for element in root.iter()
        for value in element.attrib.values()
        if (match := _REFERENCE.search(value))
    }
    serial = count(1)
    names = {}
    for element in root.iter():
        old = element.attrib.pop("id", None)
        if old in used:
            names[old] = f"{prefix}-{next(serial)}"
            element.set("id", names[old])
    for element in root.iter():
        for key, value in element.attrib.items():
            if match := _REFERENCE.search(value):
                old = match[1] or match[2]
                element.set(key, value.replace("#" + old, "#" + names[old]))


def _drop_empty(root: etree._Element) -> None:
    # Leaves first, so that a group of nothing but empty groups goes too.
    for element in reversed(list(root.iter(_NAMESPACE + "g", _NAMESPACE + "defs"))):
        if not len(element):
            element.getparent().remove(element)
