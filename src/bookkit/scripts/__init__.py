"""JavaScript that scripts of more than one room are put together from."""

from functools import cache
from importlib.resources import files


@cache
def state() -> str:
    """A page's state: what its address says, what a link to it says, the clipboard."""
    return files("bookkit.scripts").joinpath("state.js").read_text(encoding="utf-8")
