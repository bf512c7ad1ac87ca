"""Files that a build makes once for what they are made from, and every build copies into the site."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx


def put(app: Sphinx, target: Path, made_from: object, make: Callable[[Path], None]) -> None:
    """Put a file where the site has it; make it only if no build has made it from the same things.

    Parameters
    ----------
    app
        The build, which keeps such files beside what it knows of the book.
    target
        The file in the site.
    made_from
        Everything that decides its bytes, as something whose `repr` tells it apart.
    make
        Writes the file at the path it is given.
    """
    folder = Path(app.doctreedir).parent / ".kept"
    folder.mkdir(exist_ok=True)
    digest = hashlib.sha256(repr(made_from).encode()).hexdigest()[:16]
    file = folder / f"{digest}{target.suffix}"
    if not file.exists():
        beside = file.with_suffix(".part")
        make(beside)
        beside.replace(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
