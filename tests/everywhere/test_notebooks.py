"""Each chapter's notebook in an empty folder, with the wheel, what the wheel asks for, and nothing else."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from packaging.requirements import Requirement

from tests.built import ROOT, SITE

NOTEBOOKS = sorted(SITE.glob("chapters/*.ipynb"))
ALSO = ("ipykernel",)
# The sockets of a client whose notebook has failed, which it closes when it is gone.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def linked(names: list[str], folder: Path) -> None:
    """Put installed distributions, and all that they ask for, into a folder, as links."""
    done: set[str] = set()
    while names:
        name = re.sub(r"[-_.]+", "-", names.pop()).lower()
        if name in done:
            continue
        done.add(name)
        found = distribution(name)
        for path in found.files or ():
            top = folder / path.parts[0]
            if path.parts[0] not in ("..", "__pycache__") and not top.exists():
                top.symlink_to(Path(str(found.locate_file(path.parts[0]))))
        for line in found.requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                names.append(wanted.name)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a Python sees that has the wheel installed, and a kernel."""
    folder = tmp_path_factory.mktemp("bare")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    # A wheel is made in its source's folder, and would leave its parts there.
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT / "src", source / "src")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    (metadata,) = folder.glob("*.dist-info/METADATA")
    asked = re.findall(r"^Requires-Dist: (.+)$", metadata.read_text(encoding="utf-8"), re.MULTILINE)
    needed = [Requirement(line) for line in asked if "extra ==" not in line]
    linked([*ALSO, *(each.name for each in needed)], folder)
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], None]:
    """Runs a notebook in an empty folder, by a kernel that sees one folder and the standard library."""

    def run(file: Path, seen: Path) -> None:
        spec = tmp_path / "kernels" / "bare"
        spec.mkdir(parents=True)
        launch = ["-S", "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        environment = {"PYTHONPATH": str(seen), "PYTHONHASHSEED": "0"}
        described = {
            "argv": [sys.executable, *launch],
            "display_name": "bare",
            "language": "python",
        }
        (spec / "kernel.json").write_text(json.dumps({**described, "env": environment}))
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
        (tmp_path / "empty").mkdir()
        notebook = nbformat.read(file, as_version=4)
        resources = {"metadata": {"path": str(tmp_path / "empty")}}
        NotebookClient(notebook, kernel_name="bare", resources=resources, timeout=300).execute()

    return run


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(file: Path, bare: Path, run: Callable[[Path, Path], None]) -> None:
    run(file, bare)


def test_says_what_is_missing(
    site: Path, tmp_path: Path, run: Callable[[Path, Path], None]
) -> None:
    only_a_kernel = tmp_path / "kernel"
    only_a_kernel.mkdir()
    linked(list(ALSO), only_a_kernel)
    with pytest.raises(CellExecutionError) as failed:
        run(NOTEBOOKS[0], only_a_kernel)
    assert failed.value.ename == "ModuleNotFoundError"
    assert "Install it from your clone of the book: pip install ." in failed.value.evalue
