"""The whole book as one file to keep, to be read without a network.

It holds the built site as it is, but for the line that offers it and the pictures that only a network shows.
"""

import re
import zipfile
from pathlib import Path

from sphinx.application import Sphinx

_OFFER = re.compile(rb'<p class="offline">.*?</p>\n', re.DOTALL)
_ONLY_ONLINE = "assets/cards/"
_PACKED = {".png", ".jpg", ".woff2"}
_MADE_AT = (1980, 1, 1, 0, 0, 0)


def filename(title: str, version: str) -> str:
    """What the file is called.

    >>> filename("A Book of Hours", "0.1.0")
    'a-book-of-hours-0.1.0.zip'
    """
    return f"{'-'.join(re.findall('[a-z0-9]+', title.lower()))}-{version}.zip"


def pack(site: Path, target: Path) -> None:
    """Zip a built site, under a folder of the file's name; the same site gives the same bytes."""
    beside = target.with_suffix(".part")
    with zipfile.ZipFile(beside, "w") as packed:
        for path in sorted(site.rglob("*")):
            inside = path.relative_to(site).as_posix()
            if path in (target, beside) or not path.is_file() or inside.startswith(_ONLY_ONLINE):
                continue
            content = path.read_bytes()
            if path.suffix == ".html":
                content = _OFFER.sub(b"", content)
            entry = zipfile.ZipInfo(f"{target.stem}/{inside}", _MADE_AT)
            entry.external_attr = 0o644 << 16
            kept = path.suffix in _PACKED
            packed.writestr(entry, content, zipfile.ZIP_STORED if kept else zipfile.ZIP_DEFLATED, 9)
    beside.replace(target)


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put it into the site, when everything else is there."""
    if exception:
        return
    name = filename(app.config.html_title, app.config.release)
    for older in Path(app.outdir).glob("*.zip"):
        if older.name != name:
            older.unlink()
    pack(Path(app.outdir), Path(app.outdir, name))
