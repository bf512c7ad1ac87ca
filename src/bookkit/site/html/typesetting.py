"""Mathematics, typeset while the book is built.

MathJax runs here, in a JavaScript engine inside Python, and not in the reader's browser: pages need no script
for their formulas, nothing moves when they appear, and a formula that cannot be typeset fails the build.
Each comes with its MathML for screen readers.
"""

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from py_mini_racer import JSEvalException, MiniRacer

FONTS = "math"

_COMPONENTS = (
    "loader",
    "core",
    "adaptors/liteDOM",
    "input/tex-full",
    "output/chtml",
    "output/chtml/fonts/tex",
    "a11y/assistive-mml",
)
_SET_UP = """
var { mathjax } = MathJax._.mathjax;
var adaptor = MathJax._.adaptors.liteAdaptor.liteAdaptor();
MathJax._.a11y["assistive-mml"].AssistiveMmlHandler(
  MathJax._.handlers.html_ts.RegisterHTMLHandler(adaptor));
function fresh(fontURL, macros) {
  const tex = new MathJax._.input.tex_ts.TeX({
    packages: ["base", "ams", "boldsymbol", "cases", "configmacros", "mathtools", "newcommand", "textmacros"],
    macros,
    formatError: (_, error) => { throw Error(error.message); },
  });
  const font = new MathJax._.output.chtml.fonts.tex_ts.TeXFont({ fontURL });
  const output = new MathJax._.output.chtml_ts.CHTML({ font, adaptiveCSS: true });
  const page = mathjax.document("", { InputJax: tex, OutputJax: output });
  return {
    typeset: (source, display) => adaptor.outerHTML(page.convert(source, { display, em: 16, ex: 7.08 })),
    style: () => adaptor.textContent(output.styleSheet(page)),
  };
}
var pages = [];
"""
OPENING, CLOSING = "([“‘", ".,;:!?)]’”…%"
"""What belongs to a formula that it touches."""

_DELIMITED = re.compile(
    rf'(?P<before>[{re.escape(OPENING)}]*)<(?P<tag>span|div) class="math notranslate nohighlight">'
    rf"\\(?P<bracket>[\[(])(?P<source>.*?)\\[\])]</(?P=tag)>(?P<after>[{re.escape(CLOSING)}]*)",
    re.DOTALL,
)

_CONTENT = re.compile(r'mjx-c[\w.-]*::before \{[^}]*content: "((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\([0-9A-Fa-f]{1,6}) ?")


class FormulaError(ValueError):
    """A formula that MathJax cannot read; the message quotes it."""


class Typesetter:
    """Sets the formulas of one page, and knows the style sheet that they need.

    Parameters
    ----------
    fonts
        Where the page finds MathJax's fonts.
    macros
        What the formulas may use, by name without the backslash.
    """

    def __init__(self, fonts: str, macros: Mapping[str, str] = MappingProxyType({})) -> None:
        self._new = f"fresh({json.dumps(fonts)}, {json.dumps(dict(macros))})"
        self._page: str | None = None

    def set(self, source: str, *, display: bool) -> str:
        """A TeX formula as HTML.

        Raises
        ------
        FormulaError
            If MathJax cannot read it.
        """
        if self._page is None:
            self._page = f"pages[{_evaluate(f'pages.push({self._new})')} - 1]"
        try:
            return _evaluate(f"{self._page}.typeset({json.dumps(source)}, {json.dumps(display)})")
        except JSEvalException as error:
            reason = re.search(r"Error: (.*)", str(error))
            raise FormulaError(f"{reason[1] if reason else error}: {source}") from None

    def set_all(self, markup: str) -> str:
        """HTML in which each formula between MathJax's delimiters is set."""

        def one(match: re.Match[str]) -> str:
            before, tag, bracket, source, after = match.groups()
            formula = self.set(html.unescape(source), display=bracket == "[")
            if tag == "span":
                return inline(formula, before, after)
            return f'{before}<{tag} class="math">{formula}</{tag}>{after}'

        return _DELIMITED.sub(one, markup)

    def style(self) -> str:
        """The rules for what has been set, and nothing else; its fonts are in WOFF2."""
        if self._page is None:
            return ""
        rules = re.sub(r"\s+", " ", _evaluate(f"{self._page}.style()")).strip()
        return rules.replace('.woff") format("woff")', '.woff2") format("woff2")')


def inline(formula: str, before: str = "", after: str = "") -> str:
    """A formula in a line of text, with the brackets and stops that no line break may part from it."""
    return f'<span class="math">{before}{formula}{after}</span>'


def characters(page: str) -> set[int]:
    """The code points that the formulas of a page, given as HTML, show.

    >>> sorted(map(chr, characters('mjx-c.mjx-c2211::before { content: "\\\\2211"; }')))
    ['∑']
    """
    shown: set[int] = set()
    for content in _CONTENT.findall(page):
        shown.update(int(code, 16) for code in _ESCAPED.findall(content))
        shown.update(map(ord, _ESCAPED.sub("", content)))
    return shown


def font_files() -> list[Path]:
    """MathJax's own fonts."""
    return sorted((_mathjax() / "output/chtml/fonts/woff-v2").glob("*.woff"))


def _mathjax() -> Path:
    # The package's name has hyphens, so that no import statement can name it.
    spec = find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("sphinx-mathjax-offline is not installed")
    return Path(spec.origin).parent / "static" / "mathjax"


def _evaluate(script: str) -> str:
    return str(_engine().eval(script))


@cache
def _engine() -> MiniRacer:
    engine = MiniRacer()
    engine.eval("var MathJax = {};")
    for name in _COMPONENTS:
        engine.eval((_mathjax() / f"{name}.js").read_text(encoding="utf-8") + ";0")
    engine.eval(_SET_UP + "0")
    return engine
