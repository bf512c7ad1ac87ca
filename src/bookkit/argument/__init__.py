"""An argument as data: `rule` says what follows, `file` reads it, `board` puts it before a reader."""

from bookkit.argument.file import ArgumentError, load
from bookkit.argument.rule import (
    FAILS,
    FOLLOWS,
    IN_PREPARATION,
    OPEN,
    SIDES,
    SPLIT,
    STATUSES,
    Argument,
    derive,
)

__all__ = [
    "FAILS",
    "FOLLOWS",
    "IN_PREPARATION",
    "OPEN",
    "SIDES",
    "SPLIT",
    "STATUSES",
    "Argument",
    "ArgumentError",
    "derive",
    "load",
]
