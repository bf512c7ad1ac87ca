"""The files that pages share."""

from functools import cache
from pathlib import Path

from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx

from bookkit.explorer import page_module, stylesheet

FOLDER = "assets"

_HERE = Path(__file__).parent / "assets"


@cache
def style() -> str:
    """Everything that styles a page, in one file."""
    code = HtmlFormatter(style="friendly").get_style_defs(".highlight")
    return "\n".join([stylesheet(), code, (_HERE / "book.css").read_text(encoding="utf-8")])


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put them into the finished site."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "book.css").write_text(style(), encoding="utf-8")
    (folder / "explorer.js").write_text(page_module(), encoding="utf-8")
    (folder / "book.js").write_text((_HERE / "book.js").read_text(encoding="utf-8"), encoding="utf-8")
