"""What a page's outputs depend on beyond its own text.

Jupyter Book keeps executed cells by their source alone, and Sphinx rewrites a page only when its source
changes. Two digests tell them of the rest: of what cells can see, and of how pages look.
"""

import hashlib
import shutil
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

_SITE = Path(__file__).parent
_LIBRARY = _SITE.parents[1]
_STYLES = {".css", ".svg"}


def digest(paths: Iterable[Path]) -> str:
    """A short digest of files' names and contents, the same on every machine."""
    sha = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.parts[-3:]):
        sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:16]


def seen_by_cells(book: Path) -> list[Path]:
    """Files that can change what a cell puts out: the library, the tables beside the chapters, the lock."""
    library = (
        path
        for path in _files(_LIBRARY)
        if _SITE not in path.parents and path.suffix not in _STYLES
    )
    tables = (path for path in _files(book / "chapters") if path.suffix in {".yml", ".csv"})
    return [*library, *tables, *_files(book, "requirements.lock")]


def seen_by_readers() -> list[Path]:
    """Files that can change how any page looks."""
    return [*_files(_SITE), *(path for path in _files(_LIBRARY) if path.suffix in _STYLES)]


def configure(app: Sphinx, config: Config) -> None:
    """Let Sphinx compare the digests with those of its last build, and keep outputs under theirs."""
    config.bookkit_library = digest(seen_by_cells(Path(app.srcdir)))
    config.bookkit_look = digest(seen_by_readers())
    cache = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(cache / config.bookkit_library)
    for stale in cache.glob("*"):
        if stale.name != config.bookkit_library:
            shutil.rmtree(stale)


def rewrite_when_changed(app: Sphinx, name: str) -> None:
    """Write all pages again when what the environment keeps under a name has changed."""
    before: list[Any] = [None]

    def remember(_: Sphinx, env: BuildEnvironment, __: list[str]) -> None:
        before[0] = deepcopy(getattr(env, name, None))

    def compare(_: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        return sorted(env.found_docs) if before[0] != getattr(env, name, None) else []

    app.connect("env-before-read-docs", remember)
    app.connect("env-updated", compare)


def _files(folder: Path, pattern: str = "**/*") -> list[Path]:
    return [
        path
        for path in folder.glob(pattern)
        if path.is_file() and path.suffix != ".pyc" and ".egg-info" not in path.parent.name
    ]
