"""Where the built book is."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"


def built_pages() -> list[str]:
    """Every page of the built book, as its path in the site."""
    return sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
