"""Builds that fail, are broken off, or meet another: what they say, and that they leave nothing corrupt."""

import errno
import fcntl
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bookkit.site.build.alone import BusyError, alone
from bookkit.site.build.failures import tell
from tests.small import SmallBook

FAILS = """# {title}

```{{code-cell}} ipython3
:tags: [hide-input]

fine = 1
```

Words.

```{{code-cell}} ipython3
before = 2
{line}
```
"""
LONG = "# Long\n\n```{code-cell} ipython3\nimport time\nprint('x')\ntime.sleep(90)\n```\n"


def last_lines(said: str, count: int) -> str:
    return "\n".join(said.rstrip().splitlines()[-count:])


def test_the_last_lines_name_every_failing_cell(small_book: SmallBook) -> None:
    small_book.order("index", "sky", "sea", "land")
    small_book.write("index.md", "# A\n")
    small_book.write("sky.md", FAILS.format(title="Sky", line="1 / 0"))
    small_book.write(
        "sea.md", FAILS.format(title="Sea", line="from bookkit import facts; facts({})")
    )
    small_book.write("land.md", "# Land\n\n```{code-cell} ipython3\nprint(1)\n```\n")
    built = small_book.build()
    assert built.returncode != 0
    for name, error in {
        "sky": "ZeroDivisionError: division by zero",
        "sea": "ValueError: ",
    }.items():
        text = (small_book.folder / "chapters" / f"{name}.md").read_text().splitlines()
        (line,) = (
            number for number, line in enumerate(text, 1) if "1 / 0" in line or "facts" in line
        )
        assert f"  chapters/{name}.md, line {line} (cell 2): {error}" in last_lines(built.stdout, 6)
        assert f"      {text[line - 1]}" in last_lines(built.stdout, 6)
    assert "raised at " in last_lines(built.stdout, 6)
    assert "land.md" not in built.stdout
    assert "sphinx-doc" not in built.stdout
    assert not (small_book.site / "chapters" / "land.html").exists()


def test_a_build_broken_off_says_so_and_the_next_goes_on(small_book: SmallBook) -> None:
    small_book.order("index", "long")
    small_book.write("index.md", "# A\n\n```{code-cell} ipython3\nprint(1)\n```\n")
    small_book.write("long.md", LONG)
    build = subprocess.Popen(
        [sys.executable, "-m", "bookkit.site.build", small_book.folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    kept = small_book.folder / "_build" / ".jupyter_cache"
    ends = time.monotonic() + 60
    while not list(kept.glob("*long*")) and time.monotonic() < ends:
        time.sleep(0.2)
    time.sleep(2)
    second = small_book.build()
    assert second.returncode != 0
    assert f"under way (process {build.pid})" in second.stdout
    build.send_signal(signal.SIGINT)
    said, _ = build.communicate(timeout=30)
    assert build.returncode != 0
    assert "Interrupted" in last_lines(said, 1)
    # As a kill in the middle of writing leaves it.
    (cut,) = kept.glob("*index*/executed/*/base.ipynb")
    cut.write_text(cut.read_text()[:50])
    small_book.write("long.md", LONG.replace("90", "0"))
    assert small_book.build().returncode == 0
    assert (small_book.site / "chapters" / "long.html").exists()


def test_one_build_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path):
        with (tmp_path / ".building").open() as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(BusyError, match=rf"process {os.getpid()}"), alone(tmp_path):
            pass
    with alone(tmp_path):
        pass


def test_a_full_disk_is_named() -> None:
    said = io.StringIO()
    tell(None, None, OSError(errno.ENOSPC, "No space left on device", "x.html"), said)
    assert "The disk is full" in said.getvalue()
    assert "Traceback" not in said.getvalue()
