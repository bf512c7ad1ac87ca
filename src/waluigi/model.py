r"""The model of the book, once, for all chapters.

A *hypothesis* $h$ turns in *scenario* $s$ with probability $R_{hs}$. A *document* is a scenario and
what happened in it: clean or turned. Which scenarios come up does not depend on the hypothesis.
A corpus is therefore no more than counts, $N_s$ clean and $M_s$ turned, and

$$\pi_n(h) \propto \pi_0(h) \prod_s (1 - R_{hs})^{N_s} R_{hs}^{M_s}.$$

A belief keeps its prior shares, its table $R$ and the counts seen so far. Posterior shares are
computed from these when asked for, so training in stages is exactly training at once, and a
trillion documents cost what ten do. For a whole grid of hypotheses there is `waluigi.grid`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import inf
from types import MappingProxyType
from typing import Any

from sympy import Expr, oo

from waluigi import checks
from waluigi.arithmetic import answer
from waluigi.bayes import BayesRule
from waluigi.checks import Count, Number, require

KINDS = ("clean", "turned")


@dataclass(frozen=True)
class Corpus:
    """How many documents of each scenario stayed clean, and how many turned.

    Corpora add: ``pretraining + instruct`` holds the documents of both. A count of 0 says nothing
    and is dropped, so equal corpora compare equal.

    Parameters
    ----------
    clean, turned
        Documents by scenario, as a mapping or a pandas Series: ints (NumPy's too) of any size, whole
        floats up to 2**53, such as 1e3, or SymPy expressions declared integer and nonnegative, for a
        corpus of arbitrary size.

    Raises
    ------
    ValueError
        If a count is negative, fractional, a float that may be rounded, a bool or not a number, or a
        name is empty.

    Examples
    --------
    >>> Corpus(clean={"chat": 3}) + Corpus(clean={"chat": 1}, turned={"coup": 2})
    Corpus(clean={'chat': 4}, turned={'coup': 2})
    """

    clean: Mapping[str, Count] = field(default_factory=dict)
    turned: Mapping[str, Count] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in KINDS:
            given = checks.mapping(getattr(self, kind), kind)
            held = {s: checks.count(n, f"{kind}[{s!r}]") for s, n in given.items()}
            kept = MappingProxyType({s: n for s, n in held.items() if n != 0})
            object.__setattr__(self, kind, kept)

    @classmethod
    def of(cls, documents: Iterable[tuple[str, str]]) -> Corpus:
        """Count documents, given one by one as (scenario, "clean" or "turned").

        The order is lost on purpose: it is what `thm-order` says Bayes cannot see.
        """
        tally = Counter(documents)
        for scenario, kind in tally:
            checks.known(kind, KINDS, f"what happened in {scenario!r}")
        return cls(*({s: n for (s, k), n in tally.items() if k == kind} for kind in KINDS))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The tested scenarios: those with a document, clean or turned."""
        return tuple(dict.fromkeys((*self.clean, *self.turned)))

    @property
    def documents(self) -> Count:
        """The number of documents, all scenarios together."""
        return sum((*self.clean.values(), *self.turned.values()))

    def __hash__(self) -> int:
        return hash((frozenset(self.clean.items()), frozenset(self.turned.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        return Corpus, (dict(self.clean), dict(self.turned))

    def __add__(self, other: Corpus) -> Corpus:
        if not isinstance(other, Corpus):
            return NotImplemented
        return Corpus(_added(self.clean, other.clean), _added(self.turned, other.turned))

    def __repr__(self) -> str:
        return f"Corpus(clean={dict(self.clean)}, turned={dict(self.turned)})"


@dataclass(frozen=True)
class Belief:
    """A distribution over hypotheses, and what each of them does in each scenario.

    Given floats it answers in floats, given fractions (ints count as fractions) in fractions,
    given SymPy expressions in expressions.

    Parameters
    ----------
    prior
        The share of each hypothesis before any document: from 0 to 1, together 1 (floats within
        1e-9; symbols are taken on trust). For weights that need not sum to one: `from_odds`.
    turns
        For each hypothesis, the probability of a turn in each scenario, tested or not: a mapping of
        mappings, or a pandas DataFrame with a row for each hypothesis.
    seen
        The documents the belief rests on so far; leave it out and `update` instead.

    Raises
    ------
    ValueError
        If a share or probability is outside [0, 1] or not a number, the shares do not sum to one,
        a name is empty or unknown, a hypothesis lacks a scenario, or no hypothesis of positive
        share gives what was seen a positive probability.

    Notes
    -----
    Hypotheses with equal rows on all tested scenarios keep their odds to the last bit
    (`thm-odds-invariance`). Cost is hypotheses times scenarios, whatever the number of documents;
    only fractions other than 0 and 1 grow, and are refused beyond about a million bits.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> belief = Belief(
    ...     prior={"Luigi": F(3, 4), "clever": F(1, 4)},
    ...     turns={"Luigi": {"chat": 0, "coup": 0}, "clever": {"chat": 0, "coup": 1}},
    ... )
    >>> belief.update(Corpus(clean={"chat": 10**12})).odds("Luigi", "clever")
    Fraction(3, 1)
    """

    prior: Mapping[str, Number]
    turns: Mapping[str, Mapping[str, Number]]
    seen: Corpus = field(default_factory=Corpus)

    def __post_init__(self) -> None:
        prior = {
            h: checks.probability(share, f"prior[{h!r}]")
            for h, share in checks.mapping(self.prior, "prior").items()
        }
        require(prior, "prior", prior, "at least one hypothesis")
        total = sum(prior.values())
        require(_is_one(total), "the sum of prior", total, "1 (for other weights: from_odds)")
        object.__setattr__(self, "prior", MappingProxyType(prior))
        object.__setattr__(self, "turns", MappingProxyType(_table(self.turns, prior)))
        require(isinstance(self.seen, Corpus), "seen", self.seen, "a Corpus")
        for scenario in self.seen.scenarios:
            checks.known(scenario, self.scenarios, "a scenario in the corpus")
        require(
            not all(map(self._rule.excluded, prior)),
            "the corpus",
            self.seen,
            "documents that some hypothesis of positive share can write",
        )

    @classmethod
    def from_odds(
        cls, odds: Mapping[str, Number], turns: Mapping[str, Mapping[str, Number]]
    ) -> Belief:
        """A belief from weights of any total, such as ``{"Luigi": 3, "clever": 1}``.

        Raises
        ------
        ValueError
            If a weight is negative, infinite or not a number, or all are 0.
        """
        held = {
            h: checks.weight(x, f"odds[{h!r}]") for h, x in checks.mapping(odds, "odds").items()
        }
        exact = {h: Fraction(x) if isinstance(x, int) else x for h, x in held.items()}
        total = sum(exact.values())
        require(total != 0, "odds", held, "at least one weight above 0")
        return cls({h: x / total for h, x in exact.items()}, turns)

    def __hash__(self) -> int:
        rows = frozenset((h, frozenset(row.items())) for h, row in self.turns.items())
        return hash((frozenset(self.prior.items()), rows, self.seen))

    def __reduce__(self) -> tuple[Any, ...]:
        turns = {h: dict(row) for h, row in self.turns.items()}
        return Belief, (dict(self.prior), turns, self.seen)

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The names of the hypotheses, in the order of the prior."""
        return tuple(self.prior)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of all scenarios, tested or not."""
        return tuple(next(iter(self.turns.values())))

    def update(self, corpus: Corpus) -> Belief:
        """The belief after the documents of `corpus`: Bayes' rule.

        Stages are repeated updates, and equal one update on the sum of their corpora
        (`thm-staging`).

        Raises
        ------
        ValueError
            If the corpus has a scenario that the table lacks, or no hypothesis survives it.
        """
        require(isinstance(corpus, Corpus), "corpus", corpus, "a Corpus")
        return replace(self, seen=self.seen + corpus)

    def given(self, *hypotheses: str) -> Belief:
        """The same belief, had one known that one of these hypotheses is true.

        This is how a whole side speaks: ``belief.given("slipping", "clever").predict("chat")`` is
        what the Waluigis together predict.

        Raises
        ------
        ValueError
            If a name is unknown or given twice, or none of the hypotheses has a positive share.
        """
        chosen = checks.distinct(hypotheses, self.hypotheses, "hypotheses")
        require(
            not all(map(self._rule.excluded, chosen)),
            "hypotheses",
            chosen,
            "some hypothesis that still has a positive share",
        )
        side = Belief.from_odds(
            {h: self.prior[h] for h in chosen}, {h: self.turns[h] for h in chosen}
        )
        return side.update(self.seen)

    @property
    def shares(self) -> dict[str, Number]:
        """The posterior share of every hypothesis, from 0 to 1."""
        return {h: answer(share) for h, share in self._rule.shares().items()}

    def share(self, *hypotheses: str) -> Number:
        """The posterior share of a hypothesis, or of several together.

        Raises
        ------
        ValueError
            If a name is unknown or given twice.
        """
        chosen = checks.distinct(hypotheses, self.hypotheses, "hypotheses")
        shares = self._rule.shares()
        return answer(sum(shares[h] for h in chosen))

    def odds(self, a: str, b: str) -> Number:
        """Posterior odds of `a` to `b`: 0 where only `a` is excluded, infinite where only `b` is.

        Raises
        ------
        ValueError
            If a name is unknown, or both are excluded: 0 to 0 is no odds.
        """
        weights = self._rule.weights(self._pair(a, b))
        if weights[b] == 0:
            return oo if self._rule.symbolic else inf
        return answer(weights[a] / weights[b])

    def log_odds(self, a: str, b: str) -> float | Expr:
        """The natural logarithm of the odds, in nats: finite where the odds overflow.

        Raises
        ------
        ValueError
            As for `odds`.
        """
        log = self._rule.arithmetic.log_likelihood
        pair = self._pair(a, b)
        scenarios = self._rule.telling(pair)
        prior_a, prior_b = (log([(1, self._rule.prior[h])]) for h in pair)
        data_a, data_b = (log(self._rule.documents(h, scenarios)) for h in pair)
        # In this order, so that evidence far smaller than the prior odds is not rounded away.
        return answer((prior_a - prior_b) + (data_a - data_b))

    def log_likelihood(self, hypothesis: str) -> float | Expr:
        """The logarithm of the probability, in nats, that `hypothesis` gives what was seen.

        One particular order of the documents is meant, and the scenarios are taken as given.
        """
        checks.known(hypothesis, self.hypotheses, "hypothesis")
        documents = self._rule.documents(hypothesis, self.seen.scenarios)
        return answer(self._rule.arithmetic.log_likelihood(documents))

    def predict(self, scenario: str) -> Number:
        """The posterior probability of a turn in `scenario`, tested or not."""
        checks.known(scenario, self.scenarios, "scenario")
        shares = self._rule.shares()
        return answer(sum(share * self._rule.rates[h][scenario] for h, share in shares.items()))

    def classes(self, scenarios: Iterable[str] | None = None) -> tuple[tuple[str, ...], ...]:
        """The classes of train-equivalent hypotheses: equal rows on the scenarios.

        Parameters
        ----------
        scenarios
            Those trained on; by default the scenarios seen so far.

        Raises
        ------
        ValueError
            If a scenario is unknown or given twice.
        """
        if scenarios is None:
            scenarios = self.seen.scenarios
        chosen = checks.distinct(scenarios, self.scenarios, "scenarios")
        classes: dict[tuple[Any, ...], list[str]] = {}
        for h, rates in self._rule.rates.items():
            classes.setdefault(tuple(rates[s] for s in chosen), []).append(h)
        return tuple(map(tuple, classes.values()))

    @cached_property
    def _rule(self) -> BayesRule:
        return BayesRule(self.prior, self.turns, self.seen.clean, self.seen.turned)

    def _pair(self, a: str, b: str) -> tuple[str, str]:
        for h in (a, b):
            checks.known(h, self.hypotheses, "hypothesis")
        require(
            not (self._rule.excluded(a) and self._rule.excluded(b)),
            "the pair of hypotheses",
            (a, b),
            "at least one that is not excluded (0 to 0 is no odds)",
        )
        return a, b


def _table(turns: Any, prior: Mapping[str, Number]) -> dict[str, Mapping[str, Number]]:
    """The table of turn probabilities, checked: a full row for each hypothesis and no other row."""
    rows = checks.mapping(turns, "turns")
    for h in rows:
        checks.known(h, prior, "a hypothesis in turns")
    for h in prior:
        require(h in rows, "turns", rows, f"a row for every hypothesis, {h!r} too")
    table: dict[str, Mapping[str, Number]] = {}
    for h in prior:
        row = checks.mapping(rows[h], f"turns[{h!r}]")
        require(row, f"turns[{h!r}]", row, "at least one scenario")
        scenarios = next(iter(table.values()), row).keys()
        if row.keys() != scenarios:
            same = f"the scenarios of the other hypotheses: {', '.join(map(repr, scenarios))}"
            require(False, f"turns[{h!r}]", row, same)
        table[h] = MappingProxyType(
            {s: checks.probability(row[s], f"turns[{h!r}][{s!r}]") for s in scenarios}
        )
    return table


def _is_one(total: Number) -> bool:
    if isinstance(total, Expr) and not total.is_number:
        return (total - 1).is_zero is not False
    exact = isinstance(total, int | Fraction)
    return total == 1 if exact else abs(float(total) - 1) <= 1e-9


def _added(one: Mapping[str, Count], other: Mapping[str, Count]) -> dict[str, Count]:
    return {s: one.get(s, 0) + other.get(s, 0) for s in {**one, **other}}
