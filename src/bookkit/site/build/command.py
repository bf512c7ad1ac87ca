"""The book as a site, in one call."""

import json
import shutil
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx
from jupyter_cache import get_cache
from sqlalchemy.exc import SQLAlchemyError

from bookkit.site.build.alone import BusyError, alone
from bookkit.site.build.failures import tell

SITE = Path("_build", "html")


def build(book: Path) -> bool:
    """Build a book's site; whether it could be done, and without a warning.

    Parameters
    ----------
    book
        The folder that holds ``_config.yml`` and ``_toc.yml``.
    """
    book = book.resolve()
    try:
        with alone(book / "_build"):
            return _build(book)
    except BusyError as busy:
        print(busy, file=sys.stderr)
    except OSError as error:  # Such as a full disk, outside what Sphinx does.
        tell(None, None, error)
    return False


def _build(book: Path) -> bool:
    unfinished = book / "_build" / ".unfinished"
    # Sphinx does not repeat what it has warned of, and a build can be broken off.
    again = unfinished.exists()
    environment = book / "_build" / ".doctrees" / "environment.pickle"
    before = environment.read_bytes() if environment.exists() else b""
    if again:
        _drop_halves(book / "_build" / ".jupyter_cache")
    unfinished.write_text("", encoding="utf-8")
    status = build_sphinx(
        book,
        book / SITE,
        noconfig=True,
        path_config=book / "_config.yml",
        confoverrides={
            "external_toc_path": (book / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            "nitpicky": True,
        },
        warningiserror=True,
        keep_going=True,
        quiet=True,
        freshenv=again,
    )
    written = unfinished.read_text(encoding="utf-8")
    if status != 0 and before and not again and not written and not environment.exists():
        # A cell has failed, or the like: Sphinx has forgotten everything, but no page has changed yet.
        environment.write_bytes(before)
        unfinished.unlink()
    elif status == 0:
        unfinished.unlink()
    return bool(status == 0)


def _drop_halves(outputs: Path) -> None:
    """Remove kept outputs that a build was writing when it was broken off."""
    for kept in outputs.glob("*"):
        try:
            keys = [record.hashkey for record in get_cache(kept).list_cache_records()]
            for key in keys:
                json.loads((kept / "executed" / key / "base.ipynb").read_text(encoding="utf-8"))
        except (OSError, ValueError, SQLAlchemyError):
            shutil.rmtree(kept)
