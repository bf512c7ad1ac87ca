"""One build of a book at a time: a second one says so, and leaves everything alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(RuntimeError):
    """Another process builds the book."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; whatever ends the process gives it back.

    Raises
    ------
    BusyError
        If another process holds it; the message names it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".building").open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            process = held.read().strip() or "unknown"
            raise BusyError(
                f"Another build of this book is under way (process {process}): let it end, or stop it, "
                "and build again. Nothing has been changed."
            ) from None
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield
