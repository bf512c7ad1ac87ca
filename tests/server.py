"""Serves a built site as a good web host does: compressed, with types, over connections that stay open."""

import gzip
import threading
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""What pages may do. Nothing comes from elsewhere, and no text turns into code (no ``unsafe-eval``)."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_COMPRESSED_ALREADY = {".jpg", ".png", ".woff", ".woff2"}
_YEAR = 365 * 24 * 3600


class SiteServer(ThreadingHTTPServer):
    """A web server for one folder, which answers for as long as it is entered.

    Parameters
    ----------
    folder
        What to serve.
    port
        Where, on this machine alone; 0 picks a free one.
    prefix
        The path under which the site lies, such as ``/some/book/``.
    """

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0, prefix: str = "/") -> None:
        self.folder = folder.resolve()
        self.prefix = prefix
        super().__init__(("127.0.0.1", port), _Handler)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.prefix}"

    def find(self, path: str) -> Path | None:
        """The file at a path, if there is one in the folder."""
        if not path.startswith(self.prefix):
            return None
        file = (self.folder / unquote(path.removeprefix(self.prefix))).resolve()
        if file.is_dir():
            file = file / "index.html"
        return file if file.is_file() and file.is_relative_to(self.folder) else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SiteServer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        file = self.server.find(address.path)
        if file is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        zipped = (
            "gzip" in self.headers.get("Accept-Encoding", "")
            and file.suffix not in _COMPRESSED_ALREADY
        )
        content = _content(file, file.stat().st_mtime_ns, zipped)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", _TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        stamped = address.query.startswith("v=")
        self.send_header("Cache-Control", f"max-age={_YEAR}, immutable" if stamped else "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a page is dozens of requests."""


@cache
def _content(file: Path, changed: int, zipped: bool) -> bytes:
    content = file.read_bytes()
    return gzip.compress(content, mtime=0) if zipped else content
