"""JavaScript that scripts of more than one room are put together from."""

import re
from functools import cache
from importlib.resources import files


@cache
def state() -> str:
    """A page's state: what its address says, what a link to it says, the clipboard."""
    return files("bookkit.scripts").joinpath("state.js").read_text(encoding="utf-8")


def classic(*texts: str) -> str:
    """Several texts as one script whose names meet no other script's.

    It is no ES module, which a browser does not load from a disk.

    >>> print(classic("export const two = 2;"), end="")
    (() => {
    "use strict";
    const two = 2;
    })();
    """
    body = re.sub(
        r"^export (?=(async )?(const|let|function|class)\b)", "", "\n".join(texts), flags=re.M
    )
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'
