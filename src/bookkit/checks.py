"""What every part of the site kit asks of its arguments."""

import re
from collections.abc import Collection

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def require(condition: bool, argument: str, value: object, allowed: str) -> None:
    """Raise the ``ValueError`` that names the argument, its value and what is allowed."""
    if not condition:
        raise ValueError(f"{argument} is {value!r}; allowed: {allowed}")


def anchor(value: str, argument: str = "id") -> str:
    """An id that is a permanent anchor of the page."""
    require(
        isinstance(value, str) and bool(_ID.fullmatch(value)),
        argument,
        value,
        "lower-case words and digits joined by hyphens, such as 'two-fates'",
    )
    return value


def identifier(value: str, argument: str) -> str:
    """A name that Python, JavaScript and a link can all carry."""
    require(
        isinstance(value, str) and bool(_NAME.fullmatch(value)),
        argument,
        value,
        "lower-case words and digits joined by underscores, such as 'half_life'",
    )
    return value


def sentence(value: str, argument: str) -> str:
    """A text that has to be there."""
    require(isinstance(value, str) and bool(value.strip()), argument, value, "a text, not empty")
    return value.strip()


def one_of(value: str, choices: Collection[str], argument: str) -> str:
    """One of a few words."""
    require(value in choices, argument, value, "one of " + ", ".join(choices))
    return value
