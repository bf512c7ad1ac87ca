"""The book's tables, for notebooks that have left it: claims, published numbers, results of experiments."""

import shutil
from pathlib import Path

_HERE = Path(__file__).parent


def lay_out(*names: str, folder: Path | None = None) -> None:
    """Put tables into a folder, except those that it has already.

    Parameters
    ----------
    *names
        Such as ``"claims.yml"``.
    folder
        By default the one that Python runs in.

    Raises
    ------
    ValueError
        If the book has no such table.
    """
    tables = {path.name: path for path in _HERE.iterdir() if path.suffix in {".csv", ".yml"}}
    for name in names:
        if name not in tables:
            raise ValueError(f"name of table is {name!r}; allowed: {', '.join(sorted(tables))}")
        target = (folder or Path()) / name
        if not target.exists():
            shutil.copyfile(tables[name], target)
