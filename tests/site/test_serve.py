"""The server that stands in for a web host."""

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import SiteServer


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to a small site under a path; beside it lies a file that is not for readers."""
    folder = tmp_path / "site"
    (folder / "part").mkdir(parents=True)
    (folder / "part" / "index.html").write_text("<p>words</p>")
    (folder / "page.html").write_text("<p>words</p>" * 100)
    (folder / "font.woff2").write_bytes(b"wOF2")
    (tmp_path / "secret.html").write_text("secret")
    with SiteServer(folder, prefix="/some/book/") as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        yield connection
        connection.close()


def get(connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str):
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    return response, response.read()


def test_compresses_text_on_one_connection(connection: http.client.HTTPConnection) -> None:
    plain, content = get(connection, "/some/book/page.html")
    zipped, small = get(connection, "/some/book/page.html", **{"Accept-Encoding": "gzip, br"})
    assert plain.headers["Content-Type"] == "text/html; charset=utf-8"
    assert plain.headers["Content-Encoding"] is None
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small) == content
    assert len(small) < len(content)
    assert not zipped.will_close


def test_sends_fonts_as_they_are(connection: http.client.HTTPConnection) -> None:
    response, content = get(connection, "/some/book/font.woff2", **{"Accept-Encoding": "gzip"})
    assert (response.headers["Content-Type"], content) == ("font/woff2", b"wOF2")
    assert response.headers["Content-Encoding"] is None


def test_forbids_what_the_site_does_not_need(connection: http.client.HTTPConnection) -> None:
    policy = get(connection, "/some/book/page.html")[0].headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy


def test_a_folder_is_its_index(connection: http.client.HTTPConnection) -> None:
    assert get(connection, "/some/book/part/")[1] == b"<p>words</p>"
    assert get(connection, "/some/book/part/", "HEAD")[1] == b""


@pytest.mark.parametrize(
    "path",
    [
        "/some/book/none.html",
        "/page.html",
        "/",
        "/some/book/../secret.html",
        "/some/book/%2e%2e/secret.html",
        "/some/book//etc/passwd",
        "/some/book/part/../../secret.html",
    ],
)
def test_there_is_nothing_else(connection: http.client.HTTPConnection, path: str) -> None:
    response, content = get(connection, path)
    assert response.status == 404
    assert b"secret" not in content


def test_stamped_files_are_kept_for_long(connection: http.client.HTTPConnection) -> None:
    kept = get(connection, "/some/book/page.html?v=1234")[0].headers["Cache-Control"]
    assert "immutable" in kept
    assert get(connection, "/some/book/page.html")[0].headers["Cache-Control"] == "no-cache"
