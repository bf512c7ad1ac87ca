"""That a table does not depend on how its cells were computed: again, interrupted, or on a cluster."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from distributed import LocalCluster

from experiments import VERSION, cells, runner
from experiments.__main__ import main
from experiments.cells import Cell, file_of, keep
from tests.built import ROOT

FAST = ("order", "recognition")  # Seconds each; the quick run of all is made once.


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All experiments, as `--quick` makes them, two cells at a time."""
    out = tmp_path_factory.mktemp("quick")
    main(["all", "--quick", "--out", str(out), "--jobs", "2"])
    return out


def table(out: Path, name: str) -> list[dict[str, str]]:
    head, *lines = (out / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split(","), line.split(","), strict=True)) for line in lines]


@pytest.mark.parametrize("name", runner.NAMES)
def test_each_row_says_what_made_it(quick: Path, name: str) -> None:
    rows = table(quick, name)
    told = json.loads((quick / f"{name}.json").read_text(encoding="utf-8"))
    assert told["command"] == f"python -m experiments {name} --quick"
    assert set(told["packages"]) == set(runner.PACKAGES)
    assert list(rows[0]) == list(told["columns"])
    assert {row["run"] for row in rows} == set(told["runs"])
    for row in rows:
        settings = told["runs"][row["run"]]
        assert 0 <= int(row["seed"]) < settings["seeds"]
        assert row["version"] == told["version"]
        shared = {
            key: settings[key] for key in settings if key in row and key not in ("steps", "clean")
        }
        assert {key: row[key] for key in shared} == {
            key: str(cells.written(value)) for key, value in shared.items()
        }


def test_the_published_columns(quick: Path) -> None:
    asked = "run architecture width optimiser weight_decay order seed step tested_logit untested_logit kappa"
    assert {*asked.split(), "kappa_predicted"} <= set(table(quick, "transfer")[0])


def test_again_in_one_process_the_same_bytes(quick: Path, tmp_path: Path) -> None:
    for name in FAST:
        runner.run(name, tmp_path, quick=True)
        for end in ("csv", "json"):
            file = f"{name}.{end}"
            assert (tmp_path / file).read_bytes() == (quick / file).read_bytes()


def test_a_seed_is_the_same_however_many_there_are(quick: Path, tmp_path: Path) -> None:
    runner.run("order", tmp_path, quick=True, seeds=2)
    few, all_ = table(tmp_path, "order"), table(quick, "order")
    assert few == [row for row in all_ if int(row["seed"]) < 2]


def test_killed_and_gone_on_with_the_same_bytes(quick: Path, tmp_path: Path) -> None:
    """Killed outright after its first cell; the next run computes what is left, and no more."""
    command = [sys.executable, "-m", "experiments", "spread", "--quick", "--out", str(tmp_path)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    done = tmp_path / "cells" / "spread"
    deadline = time.monotonic() + 120
    while not list(done.glob("[!.]*.csv")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = {file: file.stat().st_mtime_ns for file in done.glob("[!.]*.csv")}
    assert 1 <= len(before) < len(cells.experiment("spread").cells(quick=True))
    assert not (tmp_path / "spread.csv").exists()

    runner.run("spread", tmp_path, quick=True)
    assert (tmp_path / "spread.csv").read_bytes() == (quick / "spread.csv").read_bytes()
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_on_two_workers_of_a_cluster_the_same_bytes(quick: Path, tmp_path: Path) -> None:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        for name in ("order", "spread"):
            main(
                [name, "--quick", "--out", str(tmp_path), "--scheduler", cluster.scheduler_address]
            )
            assert (tmp_path / f"{name}.csv").read_bytes() == (quick / f"{name}.csv").read_bytes()


def test_a_file_is_there_wholly_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cell.csv"
    keep(file, "whole\n")

    def full_disk(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        keep(file, "half")
    assert file.read_text(encoding="utf-8") == "whole\n"


def test_another_configuration_has_another_file(tmp_path: Path) -> None:
    cell = Cell("base", {"width": 64}, 8)
    others = [
        Cell("base", {"width": 65}, 8),
        Cell("base", {"width": 64}, 9),
        Cell("other", {"width": 64}, 8),
    ]
    files = {file_of("order", each, tmp_path) for each in (cell, *others)}
    assert len(files) == 4
    assert file_of("order", Cell("base", {"width": 64}, 8), tmp_path) in files


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ({"name": "nothing"}, "name is 'nothing'"),
        ({"jobs": 0}, "jobs is 0"),
        ({"seeds": 0}, "seeds is 0"),
    ],
)
def test_bad_input_is_named(tmp_path: Path, bad: dict, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        runner.run(**{"name": "order", "out": tmp_path, **bad})


@pytest.mark.parametrize("name", runner.NAMES)
def test_runs_have_names_of_their_own(name: str) -> None:
    every = cells.experiment(name).cells(quick=False)
    assert len({cell.run for cell in every}) == len(every)
    assert len({json.dumps(dict(cell.settings), sort_keys=True) for cell in every}) == len(every)


@pytest.mark.parametrize("name", runner.NAMES)
def test_the_results_are_those_of_this_code(name: str) -> None:
    """Every configuration as it stands in the code, every seed, at this version; and small."""
    results = ROOT / "experiments" / "results"
    told = json.loads((results / f"{name}.json").read_text(encoding="utf-8"))
    every = cells.experiment(name).cells(quick=False)
    assert told["runs"] == {cell.run: {"seeds": cell.seeds, **cell.settings} for cell in every}
    assert told["version"] == VERSION
    rows = table(results, name)
    assert list(rows[0]) == cells.columns(name)
    assert {row["version"] for row in rows} == {VERSION}
    seen = {(row["run"], int(row["seed"])) for row in rows}
    assert seen == {(cell.run, seed) for cell in every for seed in range(cell.seeds)}


def test_the_results_weigh_little() -> None:
    files = (ROOT / "experiments" / "results").glob("*.csv")
    assert sum(file.stat().st_size for file in files) < 3_000_000
