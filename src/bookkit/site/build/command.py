"""The book as a site, in one call."""

from pathlib import Path

from jupyter_book.sphinx import build_sphinx

SITE = Path("_build", "html")


def build(book: Path) -> bool:
    """Build a book's site; whether it could be done, and without a warning.

    Parameters
    ----------
    book
        The folder that holds ``_config.yml`` and ``_toc.yml``.
    """
    book = book.resolve()
    unfinished = book / "_build" / ".unfinished"
    # Sphinx does not repeat what it has warned of, and a build can be broken off.
    again = unfinished.exists()
    environment = book / "_build" / ".doctrees" / "environment.pickle"
    before = environment.read_bytes() if environment.exists() else b""
    unfinished.parent.mkdir(exist_ok=True)
    unfinished.touch()
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
    if status != 0 and before and not again and not environment.exists():
        # A cell has failed, or the like: Sphinx has forgotten everything, but nothing has changed yet.
        environment.write_bytes(before)
        unfinished.unlink()
    elif status == 0:
        unfinished.unlink()
    return bool(status == 0)
