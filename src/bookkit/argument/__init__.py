"""An argument as data: `rule` says what follows, `file` reads it, `board` puts it before a reader."""

from bookkit.argument.file import ArgumentError, load
from bookkit.argument.rule import (
    BOTH,
    FAILS,
    FOLLOWS,
    IN_PREPARATION,
    OPEN,
    SPLIT,
    STATUSES,
    Argument,
    derive,
)

__all__ = [
    "BOTH",
    "FAILS",
    "FOLLOWS",
    "IN_PREPARATION",
    "OPEN",
    "SPLIT",
    "STATUSES",
    "Argument",
    "ArgumentError",
    "derive",
    "load",
]
