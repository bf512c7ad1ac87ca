"""Bayes' rule on counts, in whatever kind of number a belief is given.

`waluigi.model.Belief` checks its parts and asks questions; what is computed from prior shares, a table
of turn probabilities and counts is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from waluigi.arithmetic import Arithmetic, Symbols, arithmetic_of
from waluigi.checks import Count, Number


class BayesRule:
    """Weights of hypotheses: prior shares times the likelihood of the documents seen.

    Parameters
    ----------
    prior
        Shares by hypothesis, from 0 to 1.
    turns
        For each hypothesis, the probability of a turn in each scenario.
    clean, turned
        Documents seen, by scenario.
    """

    def __init__(
        self,
        prior: Mapping[str, Number],
        turns: Mapping[str, Mapping[str, Number]],
        clean: Mapping[str, Count],
        turned: Mapping[str, Count],
    ) -> None:
        rates = (rate for row in turns.values() for rate in row.values())
        counts = (*clean.values(), *turned.values())
        self.arithmetic: Arithmetic = arithmetic_of((*prior.values(), *rates, *counts))
        self.clean, self.turned = clean, turned
        self.tested = tuple(dict.fromkeys((*clean, *turned)))
        self._given = prior, turns

    @property
    def symbolic(self) -> bool:
        """Whether it is given a symbol somewhere, and so answers in expressions."""
        return isinstance(self.arithmetic, Symbols)

    @cached_property
    def prior(self) -> dict[str, Any]:
        """The shares before any document, in the rule's own kind of number."""
        return {h: self.arithmetic.number(share) for h, share in self._given[0].items()}

    @cached_property
    def rates(self) -> dict[str, dict[str, Any]]:
        """The table of turn probabilities, in the rule's own kind of number."""
        number = self.arithmetic.number
        return {h: {s: number(p) for s, p in row.items()} for h, row in self._given[1].items()}

    def documents(self, hypothesis: str, scenarios: Iterable[str]) -> Iterator[tuple[Count, Any]]:
        """The likelihood: how many documents were seen, and how probable each of them was."""
        for s in scenarios:
            rate = self.rates[hypothesis][s]
            yield self.clean.get(s, 0), 1 - rate
            yield self.turned.get(s, 0), rate

    def weights(self, hypotheses: Iterable[str]) -> dict[str, Any]:
        """Prior times likelihood, up to a factor that the hypotheses share."""
        scenarios = self.telling(hypotheses)
        likelihood = self.arithmetic.likelihood
        return {h: self.prior[h] * likelihood(self.documents(h, scenarios)) for h in hypotheses}

    def shares(self) -> dict[str, Any]:
        """Posterior shares, which add up to 1."""
        weights = self.weights(tuple(self.prior))
        total = sum(weights.values())
        return {h: weight / total for h, weight in weights.items()}

    def telling(self, hypotheses: Iterable[str]) -> tuple[str, ...]:
        """The tested scenarios, without those in which all the hypotheses have one rate.

        Their common factor cancels, and as a fraction it could be too long to write down. Rates of
        0 and 1 stay, since they exclude. Symbols stay: that they cancel is for SymPy to show.
        """
        if self.symbolic:
            return self.tested
        rates = {s: {self.rates[h][s] for h in hypotheses} for s in self.tested}
        return tuple(s for s in self.tested if len(rates[s]) > 1 or rates[s] & {0, 1})

    def excluded(self, hypothesis: str) -> bool:
        """Whether the share is surely 0: a symbolic count may be 0 unless declared positive."""
        documents = self.documents(hypothesis, self.tested)
        return self.prior[hypothesis] == 0 or any(
            p == 0 and (n > 0 if isinstance(n, int) else n.is_positive) for n, p in documents
        )
