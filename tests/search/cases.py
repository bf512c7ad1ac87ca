"""Statements of the book that are inequalities, each asked of small cases drawn at random.

A `Statement` draws a case, knows what is simpler, and says whether it holds of it; `holds` counts
in the model (beliefs after texts, laws added up document by document) and calls no formula that it
checks. Those in `OVERCLAIMS` are wrong: each is a sentence that somebody might write, with a
hypothesis missing, and the search has to find where it fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction as F
from functools import cached_property
from itertools import pairwise, product
from math import ceil, exp, log, prod, tanh
from random import Random
from typing import Any

from waluigi.model import Belief, Corpus

RATES = (F(0), F(1), F(1, 2), F(1, 3), F(3, 4), F(1, 10), F(1, 1000))
KINDS = ("a", "b", "c")


@dataclass(frozen=True)
class Case:
    """Luigi and a few Waluigis with a rate in each of three kinds of scenario, and some numbers to choose."""

    weights: tuple[int, ...]
    rates: tuple[tuple[F, F, F], ...]
    errs: F = F(0)
    luigi: int = 1
    order: tuple[int, ...] = (0, 1, 2)
    other: F = F(1, 2)
    more: F = F(1, 2)
    third: F = F(1, 2)
    count: int = 1

    @cached_property
    def belief(self) -> Belief:
        return Belief.from_odds(
            {"Luigi": self.luigi} | {f"W{i}": w for i, w in enumerate(self.weights)},
            {"Luigi": dict.fromkeys(KINDS, self.errs)}
            | {f"W{i}": dict(zip(KINDS, row, strict=True)) for i, row in enumerate(self.rates)},
        )

    @cached_property
    def floating(self) -> Belief:
        """The same in floating point, for long texts."""
        return Belief(
            {name: float(share) for name, share in self.belief.prior.items()},
            {h: {k: float(r) for k, r in row.items()} for h, row in self.belief.turns.items()},
        )

    def __str__(self) -> str:
        lines = ["persona   weight   rates in a, b, c", f"Luigi     {self.luigi:<8} {self.errs}"]
        for i, (weight, row) in enumerate(zip(self.weights, self.rates, strict=True)):
            lines.append(f"W{i:<8} {weight:<8} {', '.join(map(str, row))}")
        plain = Case((), ())
        lines += [
            f"{f.name}: {getattr(self, f.name)}"
            for f in fields(self)
            if f.name not in ("weights", "rates", "errs", "luigi")
            and getattr(self, f.name) != getattr(plain, f.name)
        ]
        return "\n".join(lines)


def draw(random: Random) -> Case:
    number = random.randint(1, 3)
    return Case(
        weights=tuple(random.randint(1, 9) for _ in range(number)),
        rates=tuple(tuple(random.choice(RATES) for _ in KINDS) for _ in range(number)),
        errs=random.choice((F(0), F(0), F(1, 100), F(1, 2))),
        luigi=random.randint(1, 9),
        order=tuple(random.sample(range(3), 3)),
        other=random.choice(RATES),
        more=random.choice(RATES),
        third=random.choice(RATES),
        count=random.randint(1, 6),
    )


def simpler(case: Case) -> Iterator[Case]:
    for i in range(len(case.weights)):
        if len(case.weights) > 1:
            yield replace(
                case,
                weights=case.weights[:i] + case.weights[i + 1 :],
                rates=case.rates[:i] + case.rates[i + 1 :],
            )
        if case.weights[i] > 1:
            yield replace(case, weights=(*case.weights[:i], 1, *case.weights[i + 1 :]))
        for k, rate in enumerate(case.rates[i]):
            for plainer in RATES[: RATES.index(rate)]:
                row = (*case.rates[i][:k], plainer, *case.rates[i][k + 1 :])
                yield replace(case, rates=(*case.rates[:i], row, *case.rates[i + 1 :]))
    for field, plain in (("errs", F(0)), ("luigi", 1), ("order", (0, 1, 2)), ("count", 1)):
        if getattr(case, field) != plain:
            yield replace(case, **{field: plain})
    for field in ("other", "more", "third"):
        for plainer in RATES[: RATES.index(getattr(case, field))]:
            yield replace(case, **{field: plainer})


@dataclass(frozen=True)
class Statement:
    """``about`` names the theorem or the claim; ``holds`` is ``None`` where the statement does not
    speak of a case."""

    about: str
    words: str
    holds: Callable[[Case], bool | None]

    def breaks(self, case: Case) -> bool:
        return self.holds(case) is False


def clean(*kinds: str) -> Corpus:
    return Corpus(clean={kind: kinds.count(kind) for kind in {*kinds}})


def odds(belief: Belief) -> Any:
    shares = belief.shares
    return sum(x for name, x in shares.items() if name != "Luigi") / shares["Luigi"]


def waluigis(belief: Belief) -> Any:
    return 1 - belief.share("Luigi")


def read(case: Case, kinds: tuple[str, ...]) -> list[Belief]:
    """The beliefs before and after each of some clean documents, as far as Luigi can write them."""
    beliefs = [case.belief]
    for kind in kinds:
        beliefs.append(beliefs[-1].update(clean(kind)))
    return beliefs


def after(belief: Belief, corpus: Corpus) -> Belief | None:
    try:
        return belief.update(corpus)
    except ValueError:
        return None  # Nobody writes such a text.


def factors(case: Case, kinds: tuple[str, ...]) -> list[F]:
    values = [odds(belief) for belief in read(case, kinds)]
    return [b / a for a, b in pairwise(values) if a]


def never_speeds_up(factors_: list[F]) -> bool:
    return all(later >= earlier for earlier, later in pairwise(factors_))


# ---- decay ----


def slowdown(case: Case) -> bool | None:
    return never_speeds_up(factors(case, ("a",) * 6)) if case.errs < 1 else None


def slowdown_in_rotation(case: Case) -> bool:
    return never_speeds_up(factors(case, tuple(KINDS[i] for i in case.order) * 2))


def slowdown_by_rounds(case: Case) -> bool:
    values = [odds(case.belief.update(clean(*KINDS * n))) for n in range(5)]
    return never_speeds_up([b / a for a, b in pairwise(values) if a])


def share_slows_from_one_half(case: Case) -> bool | None:
    shares = [waluigis(belief) for belief in read(case, ("a",) * 6)]
    if shares[0] > F(1, 2) or case.errs:
        return None
    return never_speeds_up([b - a for a, b in pairwise(shares)])


def share_slows(case: Case) -> bool:
    return never_speeds_up(
        [b - a for a, b in pairwise(waluigis(b) for b in read(case, ("a",) * 6))]
    )


def laplace_per_tenfold(case: Case) -> bool | None:
    """A rate with a Beta prior, by the urn that draws from it: each tenfold of text removes a larger part."""
    a, b = case.weights[0], case.luigi
    survives = [1.0]
    for n in range(1000):
        survives.append(survives[-1] * (b + n) / (a + b + n))
    kept = [survives[10 * n] / survives[n] for n in (1, 10, 100)]
    return all(later < earlier for earlier, later in pairwise(kept))


def every_prior_per_tenfold(case: Case) -> bool | None:
    if case.errs or not any(0 < row[0] < 1 for row in case.rates):
        return None
    values = [odds(case.floating.update(Corpus(clean={"a": n}))) for n in (1, 10, 100, 1000)]
    kept = [b / a for a, b in pairwise(values) if a > 1e-250]
    return all(later <= earlier + 1e-12 for earlier, later in pairwise(kept))


def floor(case: Case) -> bool | None:
    """The share ends at w q / (w q + 1 - w), q the part of the Waluigis whose rate is zero; Luigi
    never turns."""
    if case.errs:
        return None
    return _ends_at_floor(case)


def floor_of_an_erring_luigi(case: Case) -> bool:
    return _ends_at_floor(case)


def _ends_at_floor(case: Case) -> bool:
    total = case.luigi + sum(case.weights)
    w = F(total - case.luigi, total)
    stay = sum(x for x, row in zip(case.weights, case.rates, strict=True) if row[0] == 0)
    wq = F(stay, total)
    left = waluigis(case.floating.update(Corpus(clean={"a": 10**7})))
    return abs(left - float(wq / (wq + 1 - w))) < 1e-9


def bounded_patience(case: Case) -> bool | None:
    if case.errs:
        return None
    least = min(row[0] for row in case.rates)
    if least == 1:
        return None
    total = sum(case.weights)
    at_least = F(
        sum(w for w, row in zip(case.weights, case.rates, strict=True) if row[0] == least), total
    )
    start = odds(case.belief)
    rest = [odds(b) / start / (1 - least) ** n for n, b in enumerate(read(case, ("a",) * 6))]
    return rest[0] == 1 and all(b <= a for a, b in pairwise(rest)) and min(rest) >= at_least


def patience_by_the_mean(case: Case) -> bool | None:
    if case.errs:
        return None
    mean = sum(w * row[0] for w, row in zip(case.weights, case.rates, strict=True)) / sum(
        case.weights
    )
    return odds(read(case, ("a",) * 3)[-1]) / odds(case.belief) <= (1 - mean) ** 3


def clever_or_harmless(case: Case) -> bool:
    """What a quiet record leaves of one Waluigi is no more than its own odds to Luigi, whatever others do."""
    if case.errs:
        return True
    n = 5
    left = read(case, ("a",) * n)[-1].share("W0")
    return left <= F(case.weights[0], case.luigi) * (1 - case.rates[0][0]) ** n


# ---- evidence ----


def evidence_budget(case: Case) -> bool | None:
    """For clean documents and a Luigi who never turns: n documents move odds by at most e to the n
    epsilon."""
    if case.errs or case.rates[0][0] == 1:
        return None
    moved = read(case, ("a",) * case.count)[-1].odds("Luigi", "W0") / case.belief.odds(
        "Luigi", "W0"
    )
    return moved <= (1 / (1 - case.rates[0][0])) ** case.count


def evidence_budget_with_turns(case: Case) -> bool | None:
    if case.rates[0][0] in (0, 1):
        return None
    moved = after(case.belief, clean(*"a" * case.count) + Corpus(turned={"a": 1}))
    if moved is None:
        return None
    size = log(1 / (1 - case.rates[0][0]))
    change = moved.odds("W0", "Luigi") / case.belief.odds("W0", "Luigi")
    return float(change) <= exp((case.count + 1) * size) + 1e-9


def one_class(case: Case) -> bool | None:
    """Equal rates in `a`: the exact odds, after every text of up to four documents that both can write."""
    p, q = case.rates[0][0], case.rates[-1][0]
    if len(case.rates) == 1 or p != q:
        return None
    return all(
        belief is None
        or belief.share("W0") == 0
        or belief.odds("W0", f"W{len(case.rates) - 1}") == F(case.weights[0], case.weights[-1])
        for belief in _texts(case, "a", 4)
    )


def _texts(case: Case, kind: str, longest: int) -> list[Belief | None]:
    return [
        after(case.belief, Corpus(clean={kind: c}, turned={kind: t}))
        for c in range(longest + 1)
        for t in range(longest + 1 - c)
    ]


def frozen(case: Case) -> bool:
    """Trained on `a`, the prediction in `b` is the classes' average, each class's part being what it was."""
    parts: dict[F, list[tuple[F, F]]] = {}
    for name, share in case.belief.shares.items():
        row = case.belief.turns[name]
        parts.setdefault(row["a"], []).append((share, row["b"]))
    means = {
        rate: sum(s * q for s, q in each) / sum(s for s, _ in each) for rate, each in parts.items()
    }
    for belief in _texts(case, "a", 3):
        if belief is None:
            continue
        mass: dict[F, F] = dict.fromkeys(means, F(0))
        for name, share in belief.shares.items():
            mass[belief.turns[name]["a"]] += share
        if belief.predict("b") != sum(mass[rate] * means[rate] for rate in means):
            return False
    return True


def zero_force_everywhere(case: Case) -> bool:
    """C7 without its condition: what was not trained on is not moved."""
    return all(
        b is None or b.predict("b") == case.belief.predict("b") for b in _texts(case, "a", 2)
    )


def reach(case: Case, part: F = F(1)) -> bool:
    means: dict[F, list[tuple[F, F]]] = {}
    for name, share in case.belief.shares.items():
        row = case.belief.turns[name]
        means.setdefault(row["a"], []).append((share, row["b"]))
    q = [sum(s * x for s, x in each) / sum(s for s, _ in each) for each in means.values()]
    for belief in _texts(case, "a", 3):
        if belief is None:
            continue
        tv = F(0)
        for rate in means:
            there = [name for name in belief.turns if belief.turns[name]["a"] == rate]
            tv += abs(belief.share(*there) - case.belief.share(*there)) / 2
        if abs(belief.predict("b") - case.belief.predict("b")) > part * tv * (max(q) - min(q)):
            return False
    return True


def reach_before_reading(case: Case) -> bool | None:
    """Each document's log likelihood ratios at most epsilon: n of them move no share by more than
    tanh(n eps/4)."""
    rates = {row[0] for row in case.rates} | {case.errs}
    if rates & {0, 1}:
        return None
    eps = max(log(max(rates) / min(rates)), log((1 - min(rates)) / (1 - max(rates))))
    for belief in _texts(case, "a", 3):
        assert belief is not None
        n = sum(belief.seen.clean.values()) + sum(belief.seen.turned.values())
        tv = sum(abs(float(belief.share(h) - case.belief.share(h))) for h in belief.hypotheses) / 2
        if tv > tanh(n * eps / 4) + 1e-12:
            return False
    return True


def ever(writer: F, luigi: F, waluigi: F, factor: F, longest: int) -> F:
    """The chance that odds of Luigi to Waluigi grow by a factor at some time, over all ways to write."""

    def reached(left: int, ratio: F | None) -> F:
        if ratio is None or ratio >= factor:
            return F(1)
        if left == 0:
            return F(0)
        total = F(0)
        for chance, num, den in ((writer, luigi, waluigi), (1 - writer, 1 - luigi, 1 - waluigi)):
            if chance:
                total += chance * reached(left - 1, None if den == 0 else ratio * num / den)
        return total

    return reached(longest, F(1))


def ville(case: Case) -> bool:
    p = case.rates[0][0]
    return ever(p, case.errs, p, F(1 + case.count), 7) <= F(1, 1 + case.count)


def ville_whoever_writes(case: Case) -> bool:
    return ever(case.other, case.errs, case.rates[0][0], F(1 + case.count), 7) <= F(
        1, 1 + case.count
    )


def blunt_removed(case: Case) -> bool | None:
    """Taking out those that turn in `a` lowers the risk in `b` exactly if there they were above the
    rest's average."""
    return _removal(case, needs_condition=True)


def blunt_removed_always(case: Case) -> bool | None:
    return _removal(case, needs_condition=False)


def _removal(case: Case, needs_condition: bool) -> bool | None:
    """Each Waluigi is made either blunt, and turns in `a` for certain, or clever, and never does."""
    rows = tuple((F(row[0] >= F(1, 2)), *row[1:]) for row in case.rates)
    belief = replace(case, rates=rows, errs=F(0)).belief
    blunt = [f"W{i}" for i, row in enumerate(rows) if row[0]]
    if not blunt:
        return None
    rest = [h for h in belief.hypotheses if h not in blunt]
    left = belief.update(clean("a"))
    if needs_condition:
        theirs, others = belief.given(*blunt).predict("b"), belief.given(*rest).predict("b")
        return (left.predict("b") < belief.predict("b")) == (theirs > others)
    return left.predict("b") <= belief.predict("b")


# ---- stories ----


def unfired_gun(case: Case) -> bool | None:
    """A danger shown and unused speaks for Luigi exactly if u > v(1 - g); u, v and g are told story
    by story."""
    u, v, g = case.other, case.more, case.third
    honest, false = _gun_stories(u, F(0)), _gun_stories(v, g)
    shown = (True, False)
    if not honest.get(shown) and not false.get(shown):
        return None
    return (honest.get(shown, F(0)) > false.get(shown, F(0))) == (u > v * (1 - g))


def unfired_gun_always(case: Case) -> bool | None:
    honest, false = _gun_stories(case.other, F(0)), _gun_stories(case.more, case.third)
    shown = (True, False)
    if not honest.get(shown):
        return None
    return honest[shown] >= false.get(shown, F(0))


def all_clean_stories(case: Case) -> bool:
    """Shown or not, clean stories together speak for Luigi, whatever the habits of showing dangers."""

    def quiet(law: dict[tuple[bool, bool], F]) -> F:
        return sum((p for (_, turned), p in law.items() if not turned), F(0))

    return quiet(_gun_stories(case.other, F(0))) >= quiet(_gun_stories(case.more, case.third))


def _gun_stories(shown: F, fired: F) -> dict[tuple[bool, bool], F]:
    law: dict[tuple[bool, bool], F] = {}
    for gun, turned in product((True, False), repeat=2):
        chance = shown if gun else 1 - shown
        chance *= (fired if turned else 1 - fired) if gun else F(not turned)
        law[gun, turned] = chance
    return law


def chosen_endings(case: Case) -> bool | None:
    """One way of choosing for the whole shelf, blind to turns with weight q: odds of a Waluigi keep
    the part q, and fall."""
    p, q, n = case.rates[0][0], case.other, case.count
    kept = _shelf(p, case.more, q, n)
    return None if kept is None else q <= kept <= 1


def chosen_endings_to_zero(case: Case) -> bool | None:
    if case.rates[0][0] == 0:
        return None
    kept = _shelf(case.rates[0][0], F(1), case.other, 60)
    return None if kept is None else kept < F(1, 100)


def _shelf(p: F, s: F, q: F, n: int) -> F | None:
    """The odds' factor after n clean stories: those with a turn are kept s times as often as
    others, or never."""
    total = F(0)
    for chance, keep in ((q, F(0)), (1 - q, s)):
        clean_kept, turn_kept = 1 - p, p * keep
        if chance and clean_kept + turn_kept == 0:
            return None
        if chance:
            total += chance * (clean_kept / (clean_kept + turn_kept)) ** n
    return total


# ---- recognition ----


def leak_at_least(case: Case) -> bool | None:
    """Acting by sights none of which is more than L times as frequent in real use leaks tau/L or more."""
    found = _acting(case)
    return None if found is None else found[1] >= found[0] / found[2]


def leak_exactly(case: Case) -> bool | None:
    found = _acting(case)
    return None if found is None else found[1] == found[0] / found[2]


def least_leak_at_most(case: Case) -> bool | None:
    """And the most cautious way to act as often leaks no more than it acts, so that a factor L is
    all there is between."""
    real, text = _laws(case)
    if real is None or text is None:
        return None
    wanted = sum(r * a for r, a in zip(real, case.rates[0], strict=True))
    left, leak = wanted, F(0)
    for r, t in sorted(zip(real, text, strict=True), key=lambda x: x[1] / x[0] if x[0] else 10**9):
        taken = min(left, r)
        if r:
            leak += taken * t / r
        left -= taken
    return leak <= wanted


def _laws(case: Case) -> tuple[list[F] | None, list[F] | None]:
    laws: list[list[F] | None] = []
    for row in ((case.other, case.more, F(1, 3)), (case.third, F(1, 4), case.other)):
        total = sum(row)
        laws.append([x / total for x in row] if total else None)
    return laws[0], laws[1]


def _acting(case: Case) -> tuple[F, F, F] | None:
    real, text = _laws(case)
    if real is None or text is None or any(r and not t for r, t in zip(real, text, strict=True)):
        return None
    most = max(r / t for r, t in zip(real, text, strict=True) if t)
    tau = sum(r * a for r, a in zip(real, case.rates[0], strict=True))
    return tau, sum(t * a for t, a in zip(text, case.rates[0], strict=True)), most


def documents(case: Case) -> bool | None:
    """As many clean documents as the budget says do move the odds by K, and one fewer does not."""
    p, factor = case.rates[0][0], 1 + case.count
    if case.errs or p in (0, 1):
        return None
    needed = ceil(log(factor) / -log(1 - p) - 1e-12)
    moved = [prod([1 / (1 - p)] * n) for n in (needed - 1, needed)] if needed < 40 else None
    return None if moved is None else moved[0] < factor <= moved[1]


# ---- evidence that keeps up ----


def leaks_in_turn(case: Case) -> bool | None:
    """One document of each kind: what is left of one Waluigi lies within the bounds of the sum."""
    if case.errs:
        return None
    alone = case.belief.given("Luigi", "W0")
    left = odds(alone.update(clean(*KINDS))) / odds(alone)
    total = sum(case.rates[0])
    return 1 - total <= left <= exp(-total) * (1 + 1e-12)


def early_always(case: Case) -> bool | None:
    """Kinds are steps, at most two documents each: as early as can be leaves the least odds."""
    if case.errs:
        return None
    belief = case.belief
    ways = [way for way in product(range(3), repeat=3) if sum(way) == case.count]

    def left(way: tuple[int, ...]) -> F:
        read = after(belief, Corpus(clean=dict(zip(KINDS, way, strict=True))))
        assert read is not None
        return odds(read)

    return left(max(ways)) == min(map(left, ways))


def early_if_leaks_fall(case: Case) -> bool | None:
    rows = [sorted(row, reverse=True) for row in case.rates]
    return early_always(replace(case, rates=tuple((a, b, c) for a, b, c in rows)))


STATEMENTS = (
    Statement(
        "thm-slowdown",
        "Document for document, at one rate for each persona, decay never speeds up.",
        slowdown,
    ),
    Statement(
        "thm-slowdown", "Round for round of one mixture, decay never speeds up.", slowdown_by_rounds
    ),
    Statement(
        "C14",
        "From one half, the share of Waluigis never falls faster than before.",
        share_slows_from_one_half,
    ),
    Statement(
        "thm-power-law",
        "Under a Beta prior each tenfold removes a larger part.",
        laplace_per_tenfold,
    ),
    Statement("thm-floor", "The share ends at its floor.", floor),
    Statement(
        "thm-bounded-patience",
        "The odds are the least rate's, times a part that falls.",
        bounded_patience,
    ),
    Statement("C22", "What is left of the clever is bounded by its own odds.", clever_or_harmless),
    Statement("thm-evidence-budget", "Clean documents keep within their budget.", evidence_budget),
    Statement("thm-data-budget", "The number of documents is the first that is enough.", documents),
    Statement("thm-leak-series", "What is left lies within the bounds of the sum.", leaks_in_turn),
    Statement(
        "thm-early-or-late",
        "If no leak rises, reading as early as can be is best against all Waluigis together.",
        early_if_leaks_fall,
    ),
    Statement("thm-odds-invariance", "Equal rates keep exact odds.", one_class),
    Statement("thm-frozen-classes", "What a class predicts elsewhere is frozen.", frozen),
    Statement("thm-reach", "What is far moves by mass times spread at most.", reach),
    Statement("thm-reach", "Before reading, by tanh(n eps/4) at most.", reach_before_reading),
    Statement(
        "thm-ville", "A Waluigi's own writing reaches K with probability 1/K at most.", ville
    ),
    Statement(
        "C20",
        "Removing the blunt lowers the risk exactly if they were above the rest.",
        blunt_removed,
    ),
    Statement(
        "thm-unfired-gun", "A gun unfired speaks for Luigi exactly if u > v(1-g).", unfired_gun
    ),
    Statement("thm-unfired-gun", "All clean stories together speak for Luigi.", all_clean_stories),
    Statement(
        "thm-chosen-endings",
        "A shelf that may be chosen leaves at least the suspicion.",
        chosen_endings,
    ),
    Statement("C25", "Acting leaks at least tau/L.", leak_at_least),
    Statement("C25", "The most cautious leaks no more than it acts.", least_leak_at_most),
)

OVERCLAIMS = (
    Statement(
        "C14",
        "With a rate for each kind, no document removes more than one before.",
        slowdown_in_rotation,
    ),
    Statement("C14", "The share of Waluigis never falls faster than before.", share_slows),
    Statement(
        "C14", "Under every prior each tenfold removes a larger part.", every_prior_per_tenfold
    ),
    Statement(
        "thm-floor",
        "The share ends at its floor, whether or not Luigi errs.",
        floor_of_an_erring_luigi,
    ),
    Statement(
        "thm-bounded-patience", "The odds fall as fast as the mean rate says.", patience_by_the_mean
    ),
    Statement(
        "thm-evidence-budget",
        "Documents with a turn keep within the budget.",
        evidence_budget_with_turns,
    ),
    Statement("C7", "What is not trained on is not moved.", zero_force_everywhere),
    Statement("thm-reach", "Half of the bound is enough.", lambda case: reach(case, F(1, 2))),
    Statement(
        "thm-ville",
        "Whoever writes, K is reached with probability 1/K at most.",
        ville_whoever_writes,
    ),
    Statement("C20", "Data that removes blunt Waluigis lowers the risk.", blunt_removed_always),
    Statement("C10", "A gun unfired speaks for Luigi.", unfired_gun_always),
    Statement(
        "C11", "Enough chosen endings bring the odds below any number.", chosen_endings_to_zero
    ),
    Statement("C25", "The leak is tau/L exactly.", leak_exactly),
    Statement(
        "C15",
        "Whatever the leaks, reading as early as can be is best.",
        early_always,
    ),
)
