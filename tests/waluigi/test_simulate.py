"""Draws from the story: their totals, their frequencies, and what survives of them."""

import math
import time
from fractions import Fraction as F

import numpy as np
import pytest
import sympy

from waluigi.model import Belief, Corpus
from waluigi.simulate import draw_corpus, survivors

ROW = {"chat": 0.1, "exam": 0.0, "coup": 1.0, "never": 0.5}
STREAM = {"chat": 0.5, "exam": 0.3, "coup": 0.2}
BELIEF = Belief(
    {"Luigi": 0.5, "slipping": 0.3, "clever": 0.2},
    {
        "Luigi": {"chat": 0.0, "coup": 0.0},
        "slipping": {"chat": 0.1, "coup": 0.1},
        "clever": {"chat": 0.0, "coup": 1.0},
    },
)


def seeded(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("documents", [0, 1, 1000, 10**15, 2**63 - 1])
def test_all_documents_are_there_and_no_scenario_turns_against_its_nature(documents):
    start = time.perf_counter()
    corpus = draw_corpus(ROW, STREAM, documents, seeded())
    assert time.perf_counter() - start < 0.5
    assert corpus.documents == documents
    assert set(corpus.scenarios) <= set(STREAM)
    assert "exam" not in corpus.turned
    assert "coup" not in corpus.clean


def test_frequencies_are_those_of_the_story():
    documents = 10**10
    corpus = draw_corpus(ROW, {**STREAM, "chat": F(1, 2)}, documents, seeded(5))
    met = {s: corpus.clean.get(s, 0) + corpus.turned.get(s, 0) for s in STREAM}
    for s, chance in STREAM.items():
        sigma = math.sqrt(documents * chance * (1 - chance))
        assert abs(met[s] - documents * chance) < 5 * sigma
    sigma = math.sqrt(met["chat"] * 0.1 * 0.9)
    assert abs(corpus.turned["chat"] - 0.1 * met["chat"]) < 5 * sigma


def test_which_scenarios_come_up_does_not_depend_on_the_hypothesis():
    met = []
    for row in BELIEF.turns.values():
        corpus = draw_corpus(row, {"chat": 0.7, "coup": 0.3}, 10**6, seeded(3))
        met.append(corpus.clean.get("chat", 0) + corpus.turned.get("chat", 0))
    assert len(set(met)) == 1


def test_the_same_seed_draws_the_same_corpus():
    one, other = (draw_corpus(ROW, STREAM, 10**9, seeded(8)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    "corpus",
    [
        Corpus(),
        Corpus({"chat": 10}),
        Corpus({"chat": 5}, {"chat": 2}),
        Corpus({"chat": 3, "coup": 1}),
    ],
)
def test_what_survives_is_the_posterior(corpus):
    kept = survivors(BELIEF, corpus, 200_000, seeded(21))
    expected = BELIEF.update(corpus).shares
    total = sum(kept.values())
    assert total > 100
    assert list(kept) == list(expected)
    for h, share in expected.items():
        sigma = math.sqrt(total * share * (1 - share))
        assert abs(kept[h] - total * share) <= 5 * sigma


def test_survivors_start_from_the_belief_not_from_its_prior():
    before = BELIEF.update(Corpus({"chat": 30}))
    kept = survivors(before, Corpus(), 100_000, seeded(2))
    share = before.share("slipping")
    assert share < 0.05
    assert abs(kept["slipping"] - 100_000 * share) < 5 * math.sqrt(100_000 * share * (1 - share))


def test_a_corpus_nobody_can_write_leaves_nobody():
    kept = survivors(BELIEF, Corpus({"coup": 1}, {"coup": 10**15}), 1000, seeded())
    assert kept == {"Luigi": 0, "slipping": 0, "clever": 0}
    assert all(type(worlds) is int for worlds in kept.values())


p = sympy.Symbol("p", positive=True)
SYMBOLIC = Belief({"a": 1, "b": 0}, {"a": {"chat": p}, "b": {"chat": 0}})
REFUSED = {
    r"turns\['chat'\] is 1\.5; allowed: a number from 0 to 1": lambda: draw_corpus(
        {"chat": 1.5}, {"chat": 1}, 1, seeded()
    ),
    r"turns\['chat'\] is p; allowed: a number from 0 to 1": lambda: draw_corpus(
        {"chat": p}, {"chat": 1}, 1, seeded()
    ),
    r"turns is 0\.5; allowed: a mapping": lambda: draw_corpus(0.5, {"chat": 1}, 1, seeded()),
    r"stream\['chat'\] is nan; allowed: a number from 0 to 1": lambda: draw_corpus(
        ROW, {"chat": math.nan}, 1, seeded()
    ),
    r"the sum of stream is 0\.9; allowed: 1": lambda: draw_corpus(ROW, {"chat": 0.9}, 1, seeded()),
    r"the sum of stream is 0; allowed: 1": lambda: draw_corpus(ROW, {}, 1, seeded()),
    "a scenario in stream is 'war'; allowed: 'chat', 'exam'": lambda: draw_corpus(
        ROW, {"war": 1}, 1, seeded()
    ),
    "documents is -1; allowed: an int from 0 to": lambda: draw_corpus(ROW, STREAM, -1, seeded()),
    r"documents is 1\.5; allowed: an int": lambda: draw_corpus(ROW, STREAM, 1.5, seeded()),
    "documents is False; allowed: an int": lambda: draw_corpus(ROW, STREAM, False, seeded()),
    "documents is 9223372036854775808; allowed: an int": lambda: draw_corpus(
        ROW, STREAM, 2**63, seeded()
    ),
    "generator is None; allowed: a numpy": lambda: draw_corpus(ROW, STREAM, 1, None),
    "worlds is -1; allowed: an int": lambda: survivors(BELIEF, Corpus(), -1, seeded()),
    "generator is 1; allowed: a numpy": lambda: survivors(BELIEF, Corpus(), 1, 1),
    "a scenario in the corpus is 'war'; allowed: 'chat', 'coup'": lambda: survivors(
        BELIEF, Corpus({"war": 1}), 1, seeded()
    ),
    r"turns\['a'\]\['chat'\] is p; allowed": lambda: survivors(
        SYMBOLIC, Corpus({"chat": 1}), 1, seeded()
    ),
    "the documents of 'chat' is .*; allowed: an int": lambda: survivors(
        BELIEF, Corpus({"chat": sympy.Symbol("N", integer=True, positive=True)}), 1, seeded()
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_named(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
