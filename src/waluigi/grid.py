r"""The model on arrays: many hypotheses, many scenarios, any number of corpora at once.

`waluigi.model.Belief` is exact, names its hypotheses, and takes microseconds for each cell of its
table; this module computes the same posterior in float64, at the speed of NumPy. A prior has the
shape (H,), the table of turn probabilities (H, S), counts of documents (..., S): whatever stands in
front of the scenarios numbers the corpora, and stands in front of the results.

The likelihood is summed in logarithms. Where that sum is so large that its rounding would show, the
leading hypothesis is subtracted from the others *before* summing, scenario by scenario, as
$\ln\frac{1-R_h}{1-R_l}=\ln\!\big(1-\tfrac{R_h-R_l}{1-R_l}\big)$: what all documents say alike never
enters. Equal rows get equal sums, to the last bit (`thm-odds-invariance`), because no matrix
product, whose order of summation depends on the place in the matrix, is used.

A relative error of a share, an absolute one of log odds in nats, is at most
$(2S+10)\,2^{-52}\,(40+T)$, where $T$ is the nats that tell the hypothesis from the leading one (from
the other, for log odds), scenario by scenario and *without regard to sign*. That is below 1e-12 for
ten scenarios while $T$ is below 100, and a share of less than $e^{-100}$ is soon lost. Only where
scenarios speak loudly *against each other* can more be lost: of a billion nats each way, float64
keeps the difference to a millionth of a nat, and `waluigi.model.Belief` is the one to ask.

One pass over the table takes the time of the bare NumPy expression or less. Hypotheses that share
most of the evidence need the second one, of differences, and a corpus then takes up to three times
as long: no sum of theirs, however it is taken, still holds what tells them apart.

Tables with labels are taken by their labels: pandas' ``Series`` and ``DataFrame``, xarray's
``DataArray``. If the table of turn probabilities has labels, prior and counts may have them, in any
order, and the results do.
"""

import itertools
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from threeforms import Domain
from waluigi import labels
from waluigi.checks import NONNEGATIVE, PROBABILITY, require

Array = NDArray[np.float64]

COUNTS = Domain(0, 2**63, whole=True)
CELLS = 2**16
"""How many cells of the table are worked on at a time: they stay in the processor's cache."""
NEAR = 16.0
"""Nats of a sum below which its rounding does not show."""
LOST = 800.0
"""Nats below the leading hypothesis at which a share is no positive float any more."""


def shares(prior: Any, turns: Any, clean: Any, turned: Any = None) -> Any:
    """The posterior share of every hypothesis after each corpus.

    Parameters
    ----------
    prior
        Weights of the hypotheses, of any total; shape (H,). Within a factor of 1e300 of each
        other, or 0.
    turns
        The probability of a turn under each hypothesis in each scenario; shape (H, S).
    clean, turned
        Documents of each scenario that stayed clean, and that turned (none if left out), as ints;
        shapes (..., S) that broadcast.

    Returns
    -------
    Shares from 0 to 1, of shape (..., H); with labels if `turns` has them.

    Raises
    ------
    ValueError
        If a number is outside its range, shapes do not fit, a label is unknown or missing, or no
        hypothesis of positive weight can have written a corpus.

    Examples
    --------
    >>> shares([3, 1, 1], [[0, 0], [0.5, 0], [0, 1]], [[0, 0], [1, 0], [10**12, 0]])
    array([[0.6       , 0.2       , 0.2       ],
           [0.66666667, 0.11111111, 0.22222222],
           [0.75      , 0.        , 0.25      ]])
    """
    given = _read(prior, turns, clean, turned)
    return given.labelled(_shares(given), 0)


def log_odds(
    prior: Any, turns: Any, clean: Any, turned: Any = None, *, against: Hashable = 0
) -> Any:
    """The log odds of every hypothesis against one of them, in nats, after each corpus.

    Parameters
    ----------
    prior, turns, clean, turned
        As in `shares`.
    against
        The other hypothesis: its place, or its label if there are labels.

    Returns
    -------
    Of the shape (..., H). Minus infinity where only the hypothesis is excluded, infinity where only
    the other one is, NaN where both are: 0 to 0 is no odds.

    Raises
    ------
    ValueError
        As for `shares`; corpora that nobody can have written are no error here.
    """
    given = _read(prior, turns, clean, turned)
    require(against in given.hypotheses, "against", against, f"one of {given.hypotheses}")
    other = given.hypotheses.index(against)
    result = np.empty((len(given.clean), len(given.prior)))
    with np.errstate(divide="ignore", invalid="ignore"):
        before = np.log(given.prior / given.prior[other])
        for row, *counts in zip(result, given.clean, given.turned, strict=True):
            row[:] = before + _against(given.turns, given.turns[other], *counts)
            if given.prior[other] == 0 or _excluded(given.turns[[other]], *counts)[0]:
                out = (given.prior == 0) | _excluded(given.turns, *counts)
                row[:] = np.where(out, np.nan, np.inf)
    return given.labelled(result, 0)


def predict(prior: Any, turns: Any, clean: Any, turned: Any = None) -> Any:
    """The posterior probability of a turn in each scenario, tested or not, after each corpus.

    Parameters and errors are those of `shares`; the result has the shape (..., S).
    """
    given = _read(prior, turns, clean, turned)
    return given.labelled(np.minimum(_shares(given) @ given.turns, 1), 1)


def log_evidence(prior: Any, turns: Any, clean: Any, turned: Any = None) -> Any:
    """The log probability, in nats, that a hypothesis drawn from the prior writes each corpus.

    One particular order of the documents is meant, and the scenarios are taken as given. Parameters
    and errors are those of `shares`, except that a corpus that nobody can have written is no error:
    it gives minus infinity. The result has the shape (...) of the corpora.
    """
    given = _read(prior, turns, clean, turned)
    weights, leaders, evidence = _weights(given)
    total = weights.sum(axis=-1) * (given.prior[leaders] / given.prior.sum())
    with np.errstate(divide="ignore"):
        return given.labelled(np.log(total) + evidence, None)


class _Given(NamedTuple):
    """What was given, as arrays: corpora in one row, and a way back to the form it came in."""

    prior: Array
    turns: Array
    clean: Array
    turned: Array
    hypotheses: Sequence[Any]
    labelled: Callable[[Array, int | None], Any]


def _shares(given: _Given) -> Array:
    weights, _, evidence = _weights(given)
    for corpus in np.flatnonzero(evidence == -np.inf)[:1]:
        documents = given.clean[corpus].tolist(), given.turned[corpus].tolist()
        allowed = "documents that some hypothesis of positive weight can write"
        require(False, f"corpus {corpus}, clean and turned,", documents, allowed)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights


def _weights(given: _Given) -> tuple[Array, NDArray[np.intp], Array]:
    """Posterior weights over that of a leading hypothesis; who leads; its log likelihood."""
    weights = _sums(given)
    leaders, evidence = np.zeros(len(weights), dtype=np.intp), np.full(len(weights), -np.inf)
    with np.errstate(divide="ignore"):
        log_prior = np.log(given.prior)
    posterior = np.empty_like(log_prior)
    for corpus, row in enumerate(weights):
        np.add(log_prior, row, out=posterior)
        leader = posterior.argmax()
        if posterior[leader] == -np.inf:
            row[:] = 0
            continue
        own = np.arange(0)
        if row[leader] < -NEAR:
            blurred = (given.turns.shape[1] + 10) * 2**-50 * abs(row[leader])
            own = np.flatnonzero(posterior >= posterior[leader] - LOST - blurred)
            leader, apart = _apart(given, corpus, own, leader, log_prior)
        leaders[corpus], evidence[corpus] = leader, row[leader]
        if own.size:
            row[:] = 0
            row[own] = _raised(apart, given.prior[own] / given.prior[leader])
        else:
            row -= row[leader]
            _raised(row, given.prior / given.prior[leader])
    return weights, leaders, evidence


def _raised(nats: Array, weights: Array) -> Array:
    """Weights times exp(nats), in place of nats. Where one is huge, the other may be tiny."""
    nats /= 2
    half = np.exp(nats, out=nats)
    weights *= half
    half *= weights
    return half


def _apart(
    given: _Given, corpus: int, own: NDArray[np.intp], leader: np.intp, log_prior: Array
) -> tuple[np.intp, Array]:
    """Log likelihoods of some hypotheses over that of the one that leads them, and which it is."""
    rows = None if own.size == len(given.turns) else own
    counts = given.clean[corpus], given.turned[corpus]
    for _ in range(3):
        apart = _against(given.turns, given.turns[leader], *counts, rows)
        ahead = log_prior[own] - log_prior[leader] + apart
        # The sums were rounded, and may have had the order wrong.
        if ahead.max() <= 1:
            break
        leader = own[ahead.argmax()]
    return leader, apart


def _sums(given: _Given) -> Array:
    """The log likelihood of each corpus under each hypothesis: a sum of terms that are all <= 0."""
    sums = np.zeros((len(given.clean), len(given.turns)))
    for turned, counts in enumerate((given.clean, given.turned)):
        told = np.flatnonzero((counts > 0).any(axis=0))
        for block, rates, space in _blocks(given.turns, told):
            probabilities = rates if turned else np.negative(rates, out=space)
            with np.errstate(divide="ignore"):
                logs = (np.log if turned else np.log1p)(probabilities, out=space)
            for row, count in zip(sums, counts[:, told], strict=True):
                row[block] += _total(logs, count)
    return sums


def _against(
    turns: Array,
    other: Array,
    clean: Array,
    turned: Array,
    rows: NDArray[np.intp] | None = None,
) -> Array:
    """Log likelihoods of one corpus over that of a hypothesis that can have written it."""
    sums = np.zeros(len(turns) if rows is None else rows.size)
    for kind, counts in enumerate((clean, turned)):
        told = np.flatnonzero(counts)
        its = other[told] if kind else 1 - other[told]
        for block, rates, logs in _blocks(turns, told, rows):
            mine, others = (rates, other[told]) if kind else (other[told], rates)
            with np.errstate(divide="ignore", over="ignore"):
                np.subtract(mine, others, out=logs)
                logs /= its
                is_far = logs.min() < -0.5 or logs.max() > 1e300
                far = np.nonzero((logs < -0.5) | (logs > 1e300)) if is_far else None
                np.log1p(logs, out=logs)
            if far is not None:
                logs[far] = _log_quotient((rates if kind else 1 - rates)[far], its[far[1]])
            sums[block] += _total(logs, counts[told])
    return sums


def _log_quotient(mine: Array, theirs: Array) -> Array:
    """For numbers far apart, whose quotient has all digits unless it is too small or large."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        quotient = mine / theirs
        normal = (quotient > 1e-300) & (quotient < 1e300)
        return np.where(normal, np.log(quotient), np.log(mine) - np.log(theirs))


def _blocks(
    turns: Array, told: NDArray[np.intp], rows: NDArray[np.intp] | None = None
) -> Iterator[tuple[slice, Array, Array]]:
    """The table's tested columns, a few (of some) rows at a time, with space for what is made of them.

    No block is a single row, unless that is all: NumPy might sum it in another order.
    """
    if not told.size:
        return
    size = len(turns) if rows is None else rows.size
    pieces = max(1, min(size // 2, size * told.size // CELLS))
    ends = [size * piece // pieces for piece in range(pieces + 1)]
    space = np.empty((max(b - a for a, b in itertools.pairwise(ends)), told.size))
    taken = np.empty_like(space) if told.size < turns.shape[1] else None
    for start, stop in itertools.pairwise(ends):
        rates = turns[start:stop] if rows is None else turns[rows[start:stop]]
        if taken is not None:
            rates = np.take(rates, told, axis=1, out=taken[: stop - start])
        yield slice(start, stop), rates, space[: stop - start]


def _total(logs: Array, counts: Array) -> Array:
    """Each row's sum of logarithms times counts, where 0 times minus infinity is 0."""
    if not counts.all():
        said = np.flatnonzero(counts)
        logs, counts = np.take(logs, said, axis=1), counts[said]
    total: Array = np.einsum("hs,s->h", logs, counts)
    return total


def _excluded(turns: Array, clean: Array, turned: Array) -> NDArray[np.bool_]:
    never = (turns == 1) & (clean > 0) | (turns == 0) & (turned > 0)
    excluded: NDArray[np.bool_] = never.any(axis=1)
    return excluded


def _read(prior: Any, turns: Any, clean: Any, turned: Any) -> _Given:
    given = labels.read(turns, "hypothesis", "scenario")
    if turned is None:
        turned = np.zeros(1, dtype=np.int64)
    if given.names:
        return _read_labelled(prior, turns, clean, turned, given)
    for table, argument in ((prior, "prior"), (clean, "clean"), (turned, "turned")):
        plain = not labels.read(table, "corpus", "scenario").names
        require(plain, argument, table, "a table without labels, as turns has none")
    return _checked(prior, turns, clean, turned)


def _read_labelled(
    prior: Any, turns: Any, clean: Any, turned: Any, given: labels.Labelled
) -> _Given:
    if hasattr(clean, "broadcast_like") and hasattr(turned, "broadcast_like"):
        clean, turned = clean.broadcast_like(turned), turned.broadcast_like(clean)
        turned = turned.transpose(*clean.dims)
    weights = labels.read(prior, "hypothesis")
    hypothesis = next(iter(weights.names or given.names))
    scenario = next(axis for axis in given.names if axis != hypothesis)
    hypotheses, scenarios = given.names[hypothesis], given.names[scenario]
    rates = labels.arranged(given, "turns", scenario, scenarios)
    if weights.names:
        prior = labels.arranged(weights, "prior", hypothesis, hypotheses)
    corpora: dict[Hashable, list[Hashable]] = {}
    counts = []
    for table, argument in ((clean, "clean"), (turned, "turned")):
        read = labels.read(table, "corpus", str(scenario))
        if read.names:
            table = labels.arranged(read, argument, scenario, scenarios, full=False)
            for axis, names in read.names.items():
                if axis != scenario:
                    same = corpora.setdefault(axis, names)
                    require(same == names, f"the corpora of {argument}", names, f"{same}")
        counts.append(table)
    checked = _checked(prior, rates, *counts)

    def labelled(values: Array, axis: int | None) -> Any:
        own = {} if axis is None else ({hypothesis: hypotheses}, {scenario: scenarios})[axis]
        plain = checked.labelled(values, axis)
        names: dict[Hashable, Sequence[Hashable]] = {
            f"corpus_{i}": range(plain.shape[i])
            for i in range(plain.ndim - len(own) - len(corpora))
        }
        return labels.like(turns, plain, {**names, **corpora, **own})

    return checked._replace(hypotheses=hypotheses, labelled=labelled)


def _checked(prior: ArrayLike, turns: ArrayLike, clean: ArrayLike, turned: ArrayLike) -> _Given:
    weights, rates = NONNEGATIVE.check(prior, "prior"), PROBABILITY.check(turns, "turns")
    require(rates.ndim == 2 and rates.size, "the shape of turns", rates.shape, "(H, S)")
    require(weights.shape == rates.shape[:1], "the shape of prior", weights.shape, "(H,)")
    most, least = weights.max(), weights.min()
    require(most > 0, "the largest weight of prior", most, "above 0")
    if least == 0:
        least = weights[weights > 0].min()
    require(
        most / 1e300 <= least, "the least weight of prior", least, "0, or 1e-300 of the largest"
    )
    counts = COUNTS.check(clean, "clean"), COUNTS.check(turned, "turned")
    scenarios = rates.shape[1:]
    try:
        shape = np.broadcast_shapes(counts[0].shape, counts[1].shape, scenarios)
        fits = shape[-1:] == scenarios and counts[0].shape[-1:] == scenarios
    except ValueError:
        fits = False
    shapes = tuple(count.shape for count in counts)
    require(fits, "the shapes of clean and turned", shapes, f"(..., {scenarios[0]})")

    def labelled(values: Array, axis: int | None) -> Any:
        return values.reshape(shape[:-1] + (() if axis is None else values.shape[-1:]))

    flat = [np.broadcast_to(count, shape).reshape(-1, *scenarios) for count in counts]
    return _Given(weights, rates, flat[0], flat[1], range(len(weights)), labelled)
