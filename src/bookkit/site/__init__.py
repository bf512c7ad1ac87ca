"""The Sphinx extension of the house: how pages look, and what must be mended on their way."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pybtex.plugin
from sphinx.application import Sphinx

# It takes two seconds to load, and checks a kind of address that no notebook has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
# For each source it reads the lists of all installed packages again.
pybtex.plugin._load_entry_point = cache(pybtex.plugin._load_entry_point)

from bookkit.site.argument import claims, guesses  # noqa: E402
from bookkit.site.build import failures, freshness, progress, search  # noqa: E402
from bookkit.site.html import folds, glossary, macros, writer  # noqa: E402
from bookkit.site.library import api  # noqa: E402
from bookkit.site.publish import anchors, notebooks, offline  # noqa: E402
from bookkit.site.theme import assets, cards, finding, pages, texts, ways  # noqa: E402

# The kernels of the house: quiet, and no set's order decides the order of SymPy's terms.
_KERNELS = str(Path(__file__).parent / "build" / "jupyter")
os.environ["JUPYTER_PATH"] = os.pathsep.join(
    dict.fromkeys([_KERNELS, *filter(None, [os.environ.get("JUPYTER_PATH")])])
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_config_value("bookkit_package", "", "", str)
    # The module whose `lay_out` puts the book's tables beside a notebook.
    app.add_config_value("bookkit_data", "", "", str)
    # Where the book's source is: a git repository that `pip` can install from; empty if nowhere in public.
    app.add_config_value("bookkit_source", "", "", str)
    # Jupyter Book sets it even where its comments are not loaded.
    app.add_config_value("comments_config", {}, "", dict)
    app.add_html_theme("bookkit", str(Path(pages.__file__).parent / "templates"))
    app.connect("config-inited", pages.configure)
    app.connect("html-page-context", pages.complete)
    app.connect("html-collect-pages", pages.collect)
    app.connect("build-finished", assets.write)
    app.connect("build-finished", cards.write)
    app.connect("build-finished", notebooks.write)
    app.connect("build-finished", texts.write)
    app.connect("build-finished", anchors.check)
    writer.setup(app)
    folds.setup(app)
    ways.setup(app)
    finding.setup(app)
    claims.setup(app)
    guesses.setup(app)
    api.setup(app)
    glossary.setup(app)
    macros.setup(app)
    freshness.setup(app)
    failures.setup(app)
    search.setup(app)
    progress.setup(app)
    # When all else is in the site.
    app.connect("build-finished", offline.write, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
