"""Small books with claims of their own: what a wrong file or a wrong link does to a build."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html

from tests.bookkit.test_argument import SMALL
from tests.built import ROOT

PAGE = """# Weather

```{prf:theorem} Wet
:label: thm-wet
Rain wets.
```

It is said ({claim}`C1`).

```{claims}
```

```{switchboard} weather
```

```{claim-mentions}
```
"""
Build = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path, site: Path) -> Path:
    """A book of one page; typefaces, which take long to cut, come from the real one."""
    for name in ("_config.yml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/claims\nchapters: [{file: chapters/sky}]\n"
    )
    (tmp_path / "chapters").mkdir()
    shutil.copy(ROOT / "chapters" / "references.bib", tmp_path / "chapters")
    shutil.copytree(ROOT / "_build" / ".fonts", tmp_path / "_build" / ".fonts")
    return tmp_path


@pytest.fixture
def build(folder: Path) -> Build:
    def run(argument: str = SMALL) -> "subprocess.CompletedProcess[str]":
        (folder / "chapters" / "claims.yml").write_text(argument)
        (folder / "chapters" / "claims.md").write_text(PAGE)
        (folder / "chapters" / "sky.md").write_text("# Sky\n")
        command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-W"]
        return subprocess.run(
            [*command, "--keep-going", "-n"],
            cwd=folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    return run


def test_a_book_of_its_own_subject(build: Build, folder: Path) -> None:
    built = build()
    assert built.returncode == 0, built.stdout
    tree = html.fromstring((folder / "_build/html/chapters/claims.html").read_bytes())
    assert "#claim-c1" in tree.xpath("//article//p//a/@href")
    (snow,) = tree.xpath("//*[@id='claim-c2']")
    assert "winter (in preparation)" in snow.text_content()
    board = tree.xpath("//*[@id='weather']//*[@data-claim]")
    assert [(e.get("data-claim"), e.get("data-state")) for e in board] == [
        ("wet", "follows"),
        ("cold", "follows"),
    ]
    assert "#thm-wet" in tree.xpath("//*[@id='weather']//li//a/@href")
    machines = json.loads((folder / "_build/html/claims.json").read_text())
    assert [claim["url"] for claim in machines["claims"]] == [
        "chapters/claims.html#claim-c1",
        "chapters/claims.html#claim-c2",
    ]
    assert [theorem["url"] for theorem in machines["theorems"]] == [
        "chapters/claims.html#thm-wet",
        None,
    ]


@pytest.mark.parametrize(
    ("argument", "complaint"),
    [
        (
            SMALL.replace("side: decay", "side: neither"),
            r"claims\.yml: claims, entry C1, field 'side' names 'neither'",
        ),
        (SMALL.replace("C1", "C5"), r"no claim is called 'C1'"),
    ],
)
def test_a_wrong_file_or_a_wrong_link_fails_the_build(
    build: Build, argument: str, complaint: str
) -> None:
    built = build(argument)
    assert built.returncode != 0
    assert re.search(complaint, re.sub(r"\x1b\[[\d;]*m|\s+", " ", built.stdout).replace("  ", " "))
