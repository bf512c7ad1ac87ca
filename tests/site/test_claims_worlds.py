"""What the board says with words, in worlds that the model counts.

For each position with a Bayesian learner, worlds are built in which its assumptions are true, and the
conclusions are read off the model. What the board says follows must be so in all of them, what it says fails
in none.
"""

from collections.abc import Iterator, Mapping
from math import isclose

import pytest

from bookkit.argument import FAILS, FOLLOWS, OPEN
from bookkit.argument.file import load
from tests.built import ROOT
from waluigi.model import Belief, Corpus

BOOK = load(ROOT / "chapters" / "claims.yml")
POSITIONS = [
    position
    for position in BOOK.positions()
    if position["bayes"] and position["blind"] and position["adds-up"] and not position["lazy"]
]
ACTS, RATIO = 0.1, 20
FLOOR = 1e-3
SIGHTS = {"proof": 0.0, "nearly proof": 1e-4}
MANY = 10**6
"""Clean documents: a leak of one in ten thousand leaves exp(-100) of the odds, a leak of zero all."""


def careful_leaks(position: Mapping[str, bool]) -> list[float]:
    """How rarely the most careful Waluigi may leak; where the position leaves it open, both ways."""
    if position["patience"]:
        return [FLOOR]
    if position["untestable"]:
        return [0.0]
    if position["recognition"]:
        return [ACTS / RATIO]
    return list(SIGHTS.values())


def worlds(position: Mapping[str, bool]) -> Iterator[Belief]:
    """Luigi, a Waluigi that slips, and a careful one if there is any; "vault" is never trained on."""
    for leak in careful_leaks(position) if position["careful"] else [FLOOR]:
        # Cut off: every class that holds a Waluigi is as likely as the next to turn in the vault.
        half_of_its_class = leak == 0 and position["separate"]
        turns = {
            "Luigi": {"test": 0.0, "vault": 0.0},
            "slipping": {"test": 0.02, "vault": 0.5 if half_of_its_class else 1.0},
            "other": {"test": leak, "vault": 1.0},
        }
        yield Belief(prior=dict.fromkeys(turns, 1 / 3), turns=turns)


def read_off(before: Belief) -> dict[str, bool]:
    after = before.update(Corpus(clean={"test": MANY}))
    one = before.update(Corpus(clean={"test": 1}))
    odds = [belief.odds("other", "Luigi") for belief in (before, one, after)]
    vault = [belief.predict("vault") for belief in (before, one, after)]
    return {
        "alike": before.turns["other"]["test"] == 0,
        "odds-frozen": all(isclose(now, odds[0], rel_tol=1e-12) for now in odds),
        "zero-force": all(isclose(now, vault[0], rel_tol=1e-12) for now in vault),
        "share-to-zero": after.share("slipping", "other") < 1e-9,
        "safe-in-use": vault[-1] < 1e-9,
    }


@pytest.mark.parametrize("position", POSITIONS, ids=lambda p: "+".join(k for k in p if p[k]))
def test_the_model_bears_the_board_out(position: dict[str, bool]) -> None:
    judged = BOOK.judge(position)
    for world in worlds(position):
        for name, holds in read_off(world).items():
            assert judged[name].state in (OPEN, FOLLOWS if holds else FAILS), (name, world.turns)


def test_what_is_open_can_go_either_way() -> None:
    """In the corner where recognition has no bound and all is trained on, both kinds of world are there."""
    (corner,) = (
        position
        for position in POSITIONS
        if position["careful"]
        and not any(position[name] for name in ("untestable", "recognition", "patience"))
        and not position["separate"]
        and position["character"]
    )
    judged = BOOK.judge(corner)
    seen = [read_off(world) for world in worlds(corner)]
    for name in ("alike", "odds-frozen", "share-to-zero", "safe-in-use"):
        assert judged[name].state == OPEN
        assert {world[name] for world in seen} == {True, False}
