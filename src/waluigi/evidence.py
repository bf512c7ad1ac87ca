r"""The ledger: what each document says for one hypothesis against another.

A clean document moves the log odds $A : B$ by $\ln\frac{1-R_A}{1-R_B}$, a turn by
$\ln\frac{R_A}{R_B}$. The entries add up over documents and stages (`thm-ledger`), so small entries
take many documents (`thm-evidence-budget`). A writer who is one of the two on the ledger can only
rarely run up a large balance in favour of the other; a writer who is neither may do it at will
(`thm-ville`).

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them. Evidence is in nats.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Min, ceiling, exp, log, symbols
from sympy.codegen.cfunctions import log1p

from threeforms import Parameter, computes, numpy_function
from waluigi import checks
from waluigi.checks import BETWEEN, ONE_OR_MORE, POSITIVE, PROBABILITY, WHOLE
from waluigi.model import KINDS, Belief, Corpus

R_A, R_B = symbols("R_A R_B", nonnegative=True)
K, epsilon, odds = symbols("K epsilon o", positive=True)
w, p = symbols("w p", positive=True)
a, b = symbols("a b", positive=True)
N, M = symbols("N M", integer=True, nonnegative=True)
RATE_A = Parameter(R_A, "rate_a", PROBABILITY)
RATE_B = Parameter(R_B, "rate_b", PROBABILITY)
FACTOR = Parameter(K, "factor", ONE_OR_MORE)
BAYES_FACTOR = Parameter(K, "bayes_factor", POSITIVE)
RATIO = Parameter(epsilon, "ratio", POSITIVE)
PRIOR_ODDS = Parameter(odds, "prior_odds", POSITIVE)
SHARE = Parameter(w, "share", PROBABILITY)
LEAK = Parameter(p, "leak", BETWEEN)
CLEAN, TURNED = Parameter(N, "clean", WHOLE), Parameter(M, "turned", WHOLE)
TURN_BALLS, CLEAN_BALLS = (
    Parameter(a, "turn_balls", POSITIVE),
    Parameter(b, "clean_balls", POSITIVE),
)

CLEAN_RATIO = log1p(-R_A) - log1p(-R_B)
TURNED_RATIO = log(R_A) - log(R_B)
DOCUMENTS_NEEDED = ceiling(log(K) / epsilon)
POSTERIOR_SHARE = w / (w + (1 - w) / K)
HABIT = (a + M) / (a + b + N + M)
EVER_AT_MOST = Min(1, odds / K)
EVER_AGAINST_SLIPPING = exp(DOCUMENTS_NEEDED.subs(epsilon, -log1p(-p)) * log1p(-p))

_clean_ratio = numpy_function(CLEAN_RATIO, (R_A, R_B))
_turned_ratio = numpy_function(TURNED_RATIO, (R_A, R_B))


def clean_ratio(rate_a: ArrayLike, rate_b: ArrayLike) -> NDArray[np.float64]:
    """The log likelihood ratio A : B of one clean document, in nats (`thm-ledger`).

    Parameters
    ----------
    rate_a, rate_b
        The probabilities of a turn under A and B, of shapes that broadcast. Minus infinity where
        only A is sure to turn, plus infinity where only B is.

    Raises
    ------
    ValueError
        If a rate is outside [0, 1], or both are 1: neither can write a clean document.
    """
    a, b = np.broadcast_arrays(RATE_A.check(rate_a), RATE_B.check(rate_b))
    checks.require_each((a < 1) | (b < 1), "rate_b", b, "less than 1 where rate_a is 1")
    return _clean_ratio(a, b)


def turned_ratio(rate_a: ArrayLike, rate_b: ArrayLike) -> NDArray[np.float64]:
    """The log likelihood ratio A : B of one turn, in nats (`thm-ledger`).

    Parameters
    ----------
    rate_a, rate_b
        The probabilities of a turn under A and B, of shapes that broadcast. Minus infinity where
        only A never turns, plus infinity where only B never does.

    Raises
    ------
    ValueError
        If a rate is outside [0, 1], or both are 0: neither can write a turn.
    """
    a, b = np.broadcast_arrays(RATE_A.check(rate_a), RATE_B.check(rate_b))
    checks.require_each((a > 0) | (b > 0), "rate_b", b, "more than 0 where rate_a is 0")
    return _turned_ratio(a, b)


@computes(DOCUMENTS_NEEDED, FACTOR, RATIO)
def documents_needed(factor: ArrayLike, ratio: ArrayLike) -> NDArray[np.float64]:
    """The fewest documents that can move the odds by a factor (`thm-evidence-budget`).

    Parameters
    ----------
    factor
        By how much the odds move, up or down: 1 or more.
    ratio
        The most that one document says, in nats: no log likelihood ratio is larger in size.

    Returns
    -------
    Documents, as whole floats. Where the quotient of logarithms is whole up to rounding, the last
    document may go either way.

    Raises
    ------
    ValueError
        If a factor is below 1 or a ratio is not above 0.
    """


@computes(POSTERIOR_SHARE, SHARE, BAYES_FACTOR)
def posterior_share(share: ArrayLike, bayes_factor: ArrayLike) -> NDArray[np.float64]:
    """The share of a side after evidence that multiplied its odds by the Bayes factor.

    One factor moves every share the same way, and all log odds alike (`thm-common-stage`).

    Raises
    ------
    ValueError
        If a share is outside [0, 1] or a Bayes factor is not above 0.
    """


@computes(HABIT, CLEAN, TURNED, TURN_BALLS, CLEAN_BALLS)
def habit(
    clean: ArrayLike, turned: ArrayLike, turn_balls: ArrayLike = 1.0, clean_balls: ArrayLike = 1.0
) -> NDArray[np.float64]:
    """The probability that a persona of habit turns next, after so many documents.

    It draws from an urn and puts back two balls of the colour drawn, so that its documents depend
    on each other and their order does not matter. It is a mixture of constant rates, by a Beta law
    (`thm-exchangeable`). Source: Eggenberger and Polya (1923).

    Parameters
    ----------
    clean, turned
        How many of its documents stayed clean, and how many turned.
    turn_balls, clean_balls
        What the urn held at first, above 0.

    Raises
    ------
    ValueError
        If documents are not counts or balls are not above 0.
    """


@computes(EVER_AT_MOST, FACTOR.over(POSITIVE), PRIOR_ODDS)
def ever_at_most(factor: ArrayLike, prior_odds: ArrayLike = 1.0) -> NDArray[np.float64]:
    """The most probable it can be that the odds ever reach ``factor`` to 1 (`thm-ville`).

    The odds are those of Luigi to the Waluigi who writes, whatever the two are and however often
    one looks. Under the writer's own law, and only under it, they are a martingale or fall on
    average: someone who writes other than the Waluigi on the ledger can run up any balance. For
    the odds to a side of several Waluigis, divide by the writer's share of that side. Source:
    Ville (1939).

    Parameters
    ----------
    factor
        The odds Luigi : Waluigi that are reached, above 0.
    prior_odds
        The odds before the first document, above 0.

    Raises
    ------
    ValueError
        If a factor or prior odds are not above 0.
    """


@computes(EVER_AGAINST_SLIPPING, FACTOR, LEAK)
def ever_against_slipping(factor: ArrayLike, leak: ArrayLike) -> NDArray[np.float64]:
    """The probability that a slipping Waluigi ever looks like Luigi, ``factor`` to 1.

    From even odds, with a Luigi who never turns. He is out after the first turn, so the odds are
    reached just when the first ``documents_needed`` documents are clean: `thm-ville` with the
    exact value in place of the bound, and equal to it where factor is a power of 1 / (1 - leak).

    Parameters
    ----------
    factor
        The odds Luigi : Waluigi that are reached, 1 or more.
    leak
        The probability that the Waluigi turns in a document, strictly between 0 and 1.

    Raises
    ------
    ValueError
        If a factor is below 1 or a leak is not between 0 and 1.
    """


def ledger(
    belief: Belief,
    documents: Iterable[tuple[str, str]],
    ours: Iterable[str],
    theirs: Iterable[str],
) -> NDArray[np.float64]:
    """The entries of the ledger between two sides, document by document (`thm-ledger`).

    A side of several hypotheses learns as it reads: its entry for a document is what it predicts
    after the documents before. The entries depend on their order; their sum does not.

    Parameters
    ----------
    belief
        What is believed before the first document, in numbers.
    documents
        Pairs of a scenario and "clean" or "turned".
    ours, theirs
        The hypotheses of each side.

    Returns
    -------
    For each document, the log likelihood ratio ours : theirs in nats.

    Raises
    ------
    ValueError
        If a name is unknown, a side is empty or excluded before the last document, or neither
        side can write a document.
    """
    ours = checks.distinct(ours, belief.hypotheses, "ours")
    theirs = checks.distinct(theirs, belief.hypotheses, "theirs")
    entries = []
    for scenario, kind in documents:
        checks.known(kind, KINDS, f"what happened in {scenario!r}")
        ratio = clean_ratio if kind == "clean" else turned_ratio
        predictions = (belief.given(*side).predict(scenario) for side in (ours, theirs))
        entries.append(ratio(*(checks.chance(x, f"the turn in {scenario!r}") for x in predictions)))
        belief = belief.update(Corpus.of([(scenario, kind)]))
    return np.array(entries, dtype=np.float64)


def ledger_paths(
    luigi: ArrayLike,
    waluigi: ArrayLike,
    documents: int,
    paths: int,
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Simulate ledgers while a Waluigi writes, for `thm-ville`.

    Parameters
    ----------
    luigi, waluigi
        The probability of a turn under each: one number, or one for each document.
    documents
        The length of each path.
    paths
        How many writers.

    Returns
    -------
    The running log odds Luigi : Waluigi from even odds, in nats; shape (paths, documents + 1),
    the first column 0. Minus infinity once a document excludes Luigi.

    Raises
    ------
    ValueError
        If a rate is outside [0, 1], there are neither one nor `documents` of them, or a number of
        documents or paths is not an int of 0 or more.
    """
    documents = checks.whole(documents, "documents")
    paths = checks.whole(paths, "paths")
    rates = []
    for values, argument in ((luigi, "luigi"), (waluigi, "waluigi")):
        rate = checks.probabilities(values, argument)
        shapes = ((), (documents,))
        checks.require(rate.shape in shapes, f"the shape of {argument}", rate.shape, f"{shapes}")
        rates.append(np.broadcast_to(rate, documents))
    checks.generator(generator)
    turned = generator.random((paths, documents)) < rates[1]
    entries = np.where(turned, _turned_ratio(*rates), _clean_ratio(*rates))
    return np.cumsum(np.pad(entries, ((0, 0), (1, 0))), axis=1)
