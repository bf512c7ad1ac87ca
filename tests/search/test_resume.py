"""A long search that is interrupted, and goes on."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.search import __main__ as long
from tests.search.hunt import Counterexample

BREAKS = Counterexample("thm-planted: It never breaks.", 47, "a small world")


class Hunt:
    """A hunt in which world 47 breaks a step, and which is interrupted at `stop`, once."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.stop: int | None = 105

    def break_steps(
        self, steps: object, seed: int, numbers: Iterable[int]
    ) -> dict[str, Counterexample]:
        if self.stop in numbers:
            self.stop = None
            raise KeyboardInterrupt
        self.asked.extend(numbers)
        return {"a step": BREAKS} if 47 in numbers else {}


@pytest.fixture
def hunt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hunt:
    hunt = Hunt()
    monkeypatch.setattr(long, "break_steps", hunt.break_steps)
    monkeypatch.setattr(long, "STATEMENTS", [])
    monkeypatch.setattr(long, "BATCH", 10)
    monkeypatch.setattr(long, "KEPT", tmp_path / "build" / "search.json")
    return hunt


def test_goes_on_where_it_was_and_remembers_what_broke(
    hunt: Hunt, capsys: pytest.CaptureFixture[str]
) -> None:
    assert long.main(["--worlds", "200"]) == 1
    assert hunt.asked == [*range(100)]
    assert "Stopped at world 100" in capsys.readouterr().out
    assert long.main(["--worlds", "200"]) == 1
    assert hunt.asked == [*range(200)]
    said = capsys.readouterr().out
    assert BREAKS.what in said
    assert "1 broken by 200 worlds of seed 1." in said


def test_what_was_half_written_does_no_harm(hunt: Hunt) -> None:
    """Killed while it wrote how far it was: the older file is whole."""
    long.main([])
    long.KEPT.with_suffix(".part").write_text('{"1 in', encoding="utf-8")
    assert long.main(["--worlds", "110"]) == 1
    assert hunt.asked == [*range(110)]


def test_seeds_are_told_apart_and_a_changed_book_is_searched_again(
    hunt: Hunt, monkeypatch: pytest.MonkeyPatch
) -> None:
    hunt.stop = None
    long.main(["--worlds", "20"])
    assert long.main(["--worlds", "30", "--seed", "2"]) == 0
    assert hunt.asked == [*range(20), *range(30)]
    monkeypatch.setattr(long, "searched", lambda: "another book")
    assert long.main(["--worlds", "10"]) == 0
    assert hunt.asked == [*range(20), *range(30), *range(10)]
    assert len(json.loads(long.KEPT.read_text())) == 1
