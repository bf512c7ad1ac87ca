"""The search for counterexamples: it breaks what is known to be wrong, and nothing that the book says."""

from collections import Counter
from fractions import Fraction as F
from itertools import pairwise, product

import numpy as np
import pytest
from msgspec.structs import replace

from bookkit.argument.file import load
from bookkit.argument.rule import Literal, Step
from tests.built import ROOT
from tests.search import worlds
from tests.search.cases import OVERCLAIMS, STATEMENTS, Statement
from tests.search.hunt import (
    break_statement,
    break_steps,
    check,
    in_words,
    planted,
    random,
    weakened,
)
from tests.search.meanings import (
    ASSUMED,
    NOT_ASKED,
    Facts,
    alike,
    asked,
    careful,
    odds,
)
from tests.search.worlds import Sight, Waluigi, World
from waluigi.transfer import descent, train

BOOK = load(ROOT / "chapters" / "claims.yml")
SEED = 8
WORLDS = range(120)
CASES = range(120)


# ---- the board ----


@pytest.fixture(scope="module")
def tally() -> Counter[Step]:
    """In how many worlds each step of the board applies; that none breaks it is asked on the way."""
    counted: Counter[Step] = Counter()
    found = break_steps(BOOK.steps, SEED, WORLDS, tally=counted)
    assert not found, "\n\n".join(map(str, found.values()))
    return counted


def test_no_world_breaks_a_step_and_each_is_asked(tally: Counter[Step]) -> None:
    assert {in_words(s): tally[s] for s in BOOK.steps if asked(s) and tally[s] < 4} == {}


def test_what_is_not_asked_is_about_other_learners_or_changing_rates() -> None:
    for step in BOOK.steps:
        names = {premise.name for premise in step.premises} | {step.result.name}
        assert asked(step) or names & NOT_ASKED
    assert {*ASSUMED} | NOT_ASKED >= set(BOOK.default)


def test_every_premise_is_needed() -> None:
    """Without any one of its premises a step is broken, but for those that speak of other learners."""
    weaker = [weak for step in BOOK.steps if asked(step) for weak in weakened(step)]
    broken = break_steps(weaker, SEED, WORLDS)
    # A Bayesian never leans to either of two that predict alike, whatever else there is.
    assert {in_words(weak) for weak in weaker if weak not in broken} == {
        "alike -> not luigi-favoured",
        "blind -> not luigi-favoured",
        "bayes -> not luigi-favoured",
    }


def test_no_position_contradicts_itself() -> None:
    """For each way to accept or deny what these worlds can tell, there is a world in which it is so."""
    left = {*product([True, False], repeat=len(ASSUMED) - 1)}
    for number in range(60_000):
        facts = Facts(worlds.draw(random(SEED, number)))
        values = [facts.value(name) for name in ASSUMED if name != "bayes"]
        left -= {*product(*[[True, False] if value is None else [value] for value in values])}
        if not left:
            return
    assert left == set()


# ---- steps that were on the board and are wrong ----


def careful_in_its_own_way(world: World) -> bool:
    """Some Waluigi turns only where, of all the places in which it would turn, it has least to fear."""
    return careful(world) or any(w.fading for w in world.waluigis)


def some_leak_rarely(world: World) -> bool:
    return any(w.fading for w in world.waluigis) or alike(world)


def a_document_does_more(world: World) -> bool:
    """Whether of the documents, read scenario after scenario, one lowers the odds by more than the
    one before."""
    belief, left = world.belief, [odds(world.belief)]
    for i in world.trained:
        for _ in range(world.documents(world.sights[i])):
            belief = belief.update(worlds.Corpus(clean={f"text {i}": 1}))
            left.append(odds(belief))
    return any(after < before for before, after in pairwise(b / a for a, b in pairwise(left) if a))


OLD = {
    "careful in its own way": careful_in_its_own_way,
    "some leak rarely": some_leak_rarely,
    "a document does more": a_document_does_more,
}


@pytest.mark.parametrize(
    ("premises", "result"),
    [
        ("careful in its own way, untestable, some leak rarely", "alike"),
        ("bayes", "not a document does more"),
        ("alike", "untellable"),
        ("recognition, not untestable", "not alike"),
        ("bayes, not alike", "share-to-zero"),
        ("bayes, alike, untestable", "zero-force"),
        ("bayes", "stories"),
    ],
)
def test_a_wrong_step_is_broken(premises: str, result: str) -> None:
    step = planted(premises, result)
    (found,) = break_steps([step], SEED, range(400), OLD).values()
    print(found)
    assert found.what == f"{premises} -> {result}"


def test_a_planted_overclaim_fails_the_check() -> None:
    wrong = planted("bayes, careful", "not share-to-zero")
    with pytest.raises(
        AssertionError, match=r"bayes, careful -> not share-to-zero\nbreaks in world"
    ):
        check(replace(BOOK, steps=(*BOOK.steps, wrong)), SEED, range(60))


def test_a_counterexample_is_as_small_as_it_can_be() -> None:
    """To the old step: one who slips and would act alone, one of a family that only ever leaks less."""
    step = planted("careful in its own way, untestable, some leak rarely", "alike")
    (found,) = break_steps([step], SEED, range(400), OLD).values()
    rows = found.state.splitlines()
    assert len([row for row in rows if row.startswith("W")]) <= 2
    assert len([row for row in rows if row[0].isdigit()]) <= 2


# ---- the words of the board, in worlds made by hand ----


KITCHEN, VAULT = Sight("kitchen", 1, 1, 1), Sight("vault", 1, 0, 0)


def test_the_words_in_worlds_made_by_hand() -> None:
    slips = Waluigi(1, (F(1, 8), F(0)))
    waits = Waluigi(1, (F(0), F(1)))
    both = Facts(World((KITCHEN, VAULT), (slips, waits)))
    alone = Facts(World((KITCHEN, VAULT), (slips,)))
    fades = Facts(World((KITCHEN, VAULT), (slips, Waluigi(1, (F(1), F(0)), fading=True))))
    for name, values in {
        "careful": (True, True, True),
        "untestable": (True, False, False),
        "recognition": (True, True, True),
        "patience": (True, True, False),
        "alike": (True, False, False),
        "share-to-zero": (False, True, True),
        "half-lives": (False, True, False),
        "safe-in-use": (False, True, True),
    }.items():
        assert tuple(facts.value(name) for facts in (both, alone, fades)) == values, name
    reader = Facts(World((KITCHEN, Sight("vault", 1, 0, 1)), (slips, waits), character=False))
    assert reader.value("untestable") is False
    assert reader.value("alike") is True
    assert reader.premise(Literal("separate", True))
    assert reader.premise(Literal("separate", False))


# ---- steps about gradient descent, in linear worlds ----


def linear_world(seed: int) -> tuple[dict[str, bool], set[str]]:
    """What is assumed in one of them, and what training a while on one scenario shows to be so."""
    draw = np.random.default_rng(seed)
    tested = np.array([1, *draw.integers(-1, 2, 2)])
    others = draw.integers(-1, 2, (draw.integers(1, 4), 3))
    others[:, 0] |= ~others.any(axis=1)  # A scene without features has no log odds to speak of.
    shared = others @ tested
    path = train([tested], draw.normal(size=3), descent(1.0), 3_000)
    log_odds = path[[0, 300, 3_000]] @ np.vstack([tested, others]).T
    first, _, last = log_odds
    falling = (np.diff(log_odds, axis=0) < -0.1).all(axis=0)
    results = {"zero-force" if np.isclose(first, last).any() else "not zero-force"}
    if falling.all():
        results.add("safe-in-use")
    elif (last[1:] > first[1:] - 1e-9).any():
        results.add("not safe-in-use")
    assumed = {"bayes": False, "lazy": True, "untestable": True, "one-scene": True}
    return assumed | {
        "separate": bool((shared == 0).any()),
        "same-way": bool((shared >= 0).all()),
    }, results


def test_no_linear_world_breaks_a_step_about_gradients() -> None:
    steps = [step for step in BOOK.steps if Literal("lazy") in step.premises]
    tally: Counter[Step] = Counter()
    for seed in range(60):
        position, results = linear_world(seed)
        known = {str(Literal(*item)) for item in position.items()} | results
        for step in steps:
            if all(str(premise) in known for premise in step.premises):
                tally[step] += 1
                assert str(step.result) in results, (seed, in_words(step))
    assert {in_words(step): tally[step] for step in steps if tally[step] < 4} == {}


# ---- statements that are inequalities ----


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.holds.__name__)
def test_no_case_breaks_a_statement(statement: Statement) -> None:
    spoke, broken = break_statement(statement, SEED, CASES)
    assert broken is None, str(broken)
    assert spoke >= 8


@pytest.mark.parametrize("statement", OVERCLAIMS, ids=lambda s: s.words)
def test_an_overclaim_is_broken(statement: Statement) -> None:
    _, broken = break_statement(statement, SEED, CASES)
    assert broken is not None
    print(broken)


def test_statements_are_about_what_is_in_the_book() -> None:
    known = {claim.id for claim in BOOK.claims} | {theorem.label for theorem in BOOK.theorems}
    assert {statement.about for statement in (*STATEMENTS, *OVERCLAIMS)} <= known
