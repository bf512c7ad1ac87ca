"""What a page needs that asks: the script that keeps guesses, and the style of boxes, veils and lists."""

from functools import cache
from importlib.resources import files

from bookkit.explorer import slider_scripts
from bookkit.scripts import classic, state


@cache
def page_script() -> str:
    """What takes guesses: a page with a prediction, or with a list of them, loads it once, deferred."""
    # In a block, so that its names do not meet those of the scripts before it.
    return classic(state(), slider_scripts(), f"{{\n{_read('page.js')}}}")


@cache
def stylesheet() -> str:
    """The styles of predictions."""
    return _read("prediction.css")


def _read(filename: str) -> str:
    return files("bookkit.prediction").joinpath(filename).read_text(encoding="utf-8")
