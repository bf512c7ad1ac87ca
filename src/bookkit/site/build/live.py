"""The book in a browser, built and shown again whenever a file changes."""

import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

from livereload import Server

import bookkit.site  # noqa: F401 - loaded once here, and not again for each build
from bookkit.site.build import seen
from bookkit.site.build.command import SITE, build


class Workshop:
    """Builds a book again and again.

    Each build runs in a copy of this process, which has loaded all that a build needs; once the library has
    changed, in a new process.
    """

    def __init__(self, book: Path) -> None:
        self.book = book.resolve()
        self.is_current = True

    def chapter_changed(self) -> None:
        """Called when something beside the chapters has changed."""
        if self.is_current:
            process = get_context("fork").Process(target=build, args=(self.book,))
            process.start()
            process.join()
        else:
            subprocess.run([sys.executable, "-m", "bookkit.site.build", self.book], check=False)

    def library_changed(self) -> None:
        """Called when the code that this process has loaded has changed."""
        self.is_current = False
        self.chapter_changed()


def serve(book: Path, port: int) -> None:
    """Show a book at a port of this machine until interrupted."""
    workshop = Workshop(book)
    workshop.chapter_changed()
    server = Server()
    server.watch(str(book / "chapters"), workshop.chapter_changed)
    server.watch(str(book / "*.yml"), workshop.chapter_changed)
    server.watch(str(seen.LIBRARY), workshop.library_changed)
    print(f"The book is at http://127.0.0.1:{port}/, and follows what you write.", flush=True)
    server.serve(port=port, root=str(book / SITE))
