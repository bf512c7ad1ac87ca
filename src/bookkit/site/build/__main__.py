"""``python -m bookkit.site.build BOOK``: build its site, or show it at ``--live PORT``."""

import argparse
import sys
from pathlib import Path

from bookkit.site.build.command import build


def main() -> None:
    """Called from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bookkit.site.build")
    parser.add_argument("book", type=Path, nargs="?", default=Path())
    parser.add_argument("--live", type=int, metavar="PORT")
    arguments = parser.parse_args()
    if arguments.live is not None:
        from bookkit.site.build.live import serve

        serve(arguments.book, arguments.live)
    elif not build(arguments.book):
        sys.exit(1)


if __name__ == "__main__":
    main()
