"""The files that pages share: style, scripts, typefaces, icon."""

import hashlib
import shutil
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx

from bookkit import prediction
from bookkit.argument import board
from bookkit.drawing import style
from bookkit.drawing.style import COLORS
from bookkit.explorer import page_script, stylesheet
from bookkit.scripts import classic, state
from bookkit.site.html import typesetting
from bookkit.site.publish import kept
from bookkit.site.theme import fonts

FOLDER = "assets"

_PARTS = ("folds.js", "reading.js", "citing.js", "previews.js")
"""Parts of the pages' script, each in a block of its own, so that their names do not meet."""

_HERE = Path(__file__).parent / "files"
_SPHINX_SEARCH = {"language_data.js"}


@cache
def texts() -> dict[str, str]:
    """The text files by name."""
    return {
        "book.css": "\n".join(
            [
                _faces(),
                stylesheet(),
                board.stylesheet(),
                prediction.stylesheet(),
                style.following_palette(),
                _read("book.css"),
            ]
        ),
        "book.js": classic(
            state(),
            _read("pages.js"),
            _read("book.js"),
            *(f"{{\n{_read(part)}}}" for part in _PARTS),
        ),
        "explorer.js": page_script(),
        "predictions.js": prediction.page_script(),
        "search.js": classic(_read("pages.js"), _read("search.js")),
        "switchboard.js": board.page_script(),
        "favicon.svg": _read("logo.svg"),
    }


def stamp(name: str) -> str:
    """What to append to a file's address, so that no reader is served an old copy."""
    return f"?v={hashlib.sha256(texts()[name].encode()).hexdigest()[:8]}"


def logo() -> str:
    """The logo for use inside a page, in the page's colours."""
    svg = _read("logo.svg").strip().replace("<svg ", '<svg aria-hidden="true" ')
    for name in ("green", "violet"):
        svg = svg.replace(COLORS[name][0], f"var(--{name})")
    return svg


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put them into the finished site, and take out what no page uses."""
    if exception:
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    _write_math(app, folder / typesetting.FONTS)
    _write_faces(Path(app.doctreedir).parent / ".fonts", folder)
    for path in (Path(app.outdir) / "_static").iterdir():
        if path.name not in _SPHINX_SEARCH:
            path.unlink()


def _write_math(app: Sphinx, folder: Path) -> None:
    """MathJax's fonts, with the characters that some page of the site shows."""
    shown: set[int] = set()
    for page in app.env.found_docs:
        written = Path(app.outdir, f"{page}.html").read_text(encoding="utf-8")
        shown |= typesetting.characters(written)
    for font in typesetting.font_files():
        made_from = (font.read_bytes(), sorted(shown), Path(fonts.__file__).read_bytes())
        kept.put(
            app,
            folder / f"{font.stem}.woff2",
            made_from,
            lambda path, font=font: fonts.write_some(font, shown, path),  # type: ignore[misc]
        )


def _write_faces(cut: Path, folder: Path) -> None:
    # Cutting a font takes seconds; what is cut depends on one module and two locked packages.
    key = hashlib.sha256(Path(fonts.__file__).read_bytes())
    for face in fonts.FACES:
        key.update(face.source.read_bytes())
    cut = cut / key.hexdigest()[:16]
    for face in fonts.FACES:
        if not (cut / face.filename).exists():
            cut.mkdir(parents=True, exist_ok=True)
            fonts.write(face, cut / face.filename)
        shutil.copyfile(cut / face.filename, folder / face.filename)


def _faces() -> str:
    """The book's faces. A page shows them at once or, on a slow line, not yet: its text never moves."""
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; '
        f"font-weight: {face.weights}; font-display: optional; "
        f'src: url("{face.filename}") format("woff2"); }}\n'
        for face in fonts.FACES
    )


@cache
def _read(filename: str) -> str:
    return (_HERE / filename).read_text(encoding="utf-8")
