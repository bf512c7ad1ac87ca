r"""What published runs say about doses: documents read early, rows of evidence read late.

A model reads midtraining documents for one of two rules (`tokens`, positive for the Charter, negative
for the Coin) and is then fine-tuned on episodes among which a few *conflict rows* show one rule or the
other (`rows`, signed alike). Measured is the share of untested conflicts in which it chooses the Charter
(baines2026stress). The log odds of that choice are taken to be

$$a+b\,D(t)\,K(n)+E(n),$$

with a level $a$, documents $D$ that saturate, evidence $E$ in one of the forms of `FORMS`, and the weight
$K$ that documents keep beside rows: 1 where log odds add (`thm-ledger`), $n_1/(n_1+|n|)$ where rows wash
documents out. Evidence linear in $n$ is Bayes between two hypotheses with fixed rates;
$\ln(1+n/n_0)$ is a learner with pseudo-counts, the power law of `thm-power-law` (`thm-doses`).

Runs differ by more than their questions do: the share of one run has a Beta law around the mean, and the
same spread, $\rho\mu(1-\mu)$, has to account for the residuals of the cells and for runs that were
repeated with other seeds. Models differ in level by a normal deviation of standard deviation $\tau$, and in
the logarithms of $b$ and of the strength of rows by half of it. Priors are weak; that of $\tau$ is a Gamma
law of shape 2, which keeps two models from being taken for one (after Chung et al. 2013). The mode is
found by SciPy; around it the posterior is taken as normal.

No fitted number is written down: all come from the table when they are first asked for.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, logit
from sympy import Abs, Expr, Integer, Symbol, sign, symbols
from sympy.codegen.cfunctions import log1p

from threeforms import numpy_function
from waluigi import checks
from waluigi.checks import FINITE

Vector = NDArray[np.float64]

n, t, a = symbols("n t a", real=True)
b, c, t_0, n_0, n_1 = symbols("b c t_0 n_0 n_1", positive=True)
gamma = Symbol("gamma", positive=True)

# Rows are counted in hundreds where a form has no scale of its own, documents in this many tokens.
HUNDRED = Integer(100)
MANY = Integer(10**8)

DOCUMENTS = b * sign(t) * log1p(Abs(t) / t_0) / log1p(MANY / t_0)
KEPT = n_1 / (n_1 + Abs(n))
PSEUDO_COUNTS = c * sign(n) * log1p(Abs(n) / n_0)
EVIDENCE: dict[str, Expr] = {
    "linear": c * n / HUNDRED,
    "plain logistic": c * sign(n) * log1p(Abs(n)),
    "pseudo-counts": PSEUDO_COUNTS,
    "power": c * sign(n) * (Abs(n) / HUNDRED) ** gamma,
}
LOG_ODDS: dict[str, Expr] = {name: a + DOCUMENTS + form for name, form in EVIDENCE.items()} | {
    f"{name}, documents washed out": a + DOCUMENTS * KEPT + EVIDENCE[name]
    for name in ("pseudo-counts", "power")
}
FORMS = tuple(LOG_ODDS)
"""The forms that are compared, by name."""

PREDICTING = ("pseudo-counts, documents washed out", "power, documents washed out")
"""The forms of which `predict` takes equal parts: the data do not choose between them."""

_ARGUMENTS = (a, b, c, t_0, n_0, gamma, n_1, t, n)
_log_odds = {name: numpy_function(form, _ARGUMENTS) for name, form in LOG_ODDS.items()}

_FILE = "published.csv"
_DRAWS = 1000
_RUN_DRAWS = 4
_SEED = 1923
_STEP = 1e-5

# The priors of a, ln b, ln c, ln t_0, ln n_0, logit gamma, ln n_1 and logit rho.
_CENTRES = np.array([0, 0.4, 0.2, np.log(1e7), np.log(10), 0, np.log(100), logit(0.02)])
_SPREADS = np.array([1.5, 1, 1, 1.5, 1.5, 1.5, 1.5, 1])
_FIRST = len(_CENTRES) + 1  # ln tau stands between them and the models' deviations
_TAU_SCALE = 0.2
_ARM_SPREAD = 2


@dataclass(frozen=True, eq=False)
class Table:
    """Cells of a dose experiment, and runs that were repeated.

    Parameters
    ----------
    models
        The model of each cell.
    tokens, rows
        Signed midtraining tokens and signed conflict rows of each cell.
    chosen
        In how many of the questions of each cell the Charter was chosen.
    repeats
        The same for repeated runs, in the shape (arms, runs); a row is one arm under several seeds.
    asked
        Questions a cell, and a run.

    Raises
    ------
    ValueError
        If lengths differ, or a count is not between 0 and `asked`.
    """

    models: tuple[str, ...]
    tokens: Vector
    rows: Vector
    chosen: Vector
    repeats: Vector
    asked: int

    def __post_init__(self) -> None:
        checks.whole(self.asked, "asked", 1)
        for name in ("tokens", "rows", "chosen", "repeats"):
            object.__setattr__(self, name, FINITE.check(getattr(self, name), name))
        for name in ("tokens", "rows", "chosen"):
            values = getattr(self, name)
            fits = values.shape == (len(self.models),) and len(self.models) > 0
            checks.require(fits, name, values, "one number for each cell")
        checks.require(self.repeats.ndim == 2, "repeats", self.repeats, "a table (arms, runs)")
        for name in ("chosen", "repeats"):
            counts = getattr(self, name)
            inside = (counts >= 0) & (counts <= self.asked)
            checks.require_each(inside, name, counts, f"counts from 0 to {self.asked}")

    @property
    def shares(self) -> Vector:
        """The share of each cell."""
        return self.chosen / self.asked

    @property
    def known(self) -> tuple[str, ...]:
        """The models, each once."""
        return tuple(dict.fromkeys(self.models))

    def where(self, kept: NDArray[np.bool_]) -> "Table":
        """Some of the cells, and all repeated runs."""
        models = tuple(model for model, keep in zip(self.models, kept, strict=True) if keep)
        parts = {name: getattr(self, name)[kept] for name in ("tokens", "rows", "chosen")}
        return replace(self, models=models, **parts)


class Prediction(NamedTuple):
    """A median run, and the ends of the 90% interval for one run; shares in [0, 1]."""

    share: Vector
    low: Vector
    high: Vector


class Scores(NamedTuple):
    """How a form foretells cells that its fit had not seen, each an array over cells.

    `log` is the logarithm of the probability of the count that came (more is better), `crps` the
    continuous ranked probability score of the share (less is better), `covered` whether the share lay
    in the 90% interval, and `left` the share that came less the median foretold.
    """

    log: Vector
    crps: Vector
    covered: NDArray[np.bool_]
    left: Vector


@lru_cache(maxsize=1)
def published() -> Table:
    """The cells and the repeated runs that the book's table of published numbers has (baines2026stress)."""
    with files("waluigi.data").joinpath(_FILE).open(encoding="utf-8") as lines:
        found = list(csv.DictReader(lines))
    cells = [row for row in found if row["table"] == "doses" and row["measure"] == "Charter, %"]
    (asked,) = (int(row["value"]) for row in found if row["measure"] == "questions a cell")
    runs: dict[str, list[float]] = {}
    for row in found:
        repeated = row["table"] == "seed-sweep" and row["stage"].startswith("seed")
        if repeated and row["measure"] == "Charter answers, clauses met":
            runs.setdefault(row["condition"], []).append(float(row["value"]))
    percent = np.array([float(row["value"]) for row in cells])
    return Table(
        models=tuple(row["condition"] for row in cells),
        tokens=np.array([1e9 * float(row["synthetic_tokens_billion"]) for row in cells]),
        rows=np.array([float(row["stage"].split()[0]) for row in cells]),
        chosen=np.round(percent / 100 * asked),
        repeats=np.array(list(runs.values())),
        asked=asked,
    )


@dataclass(frozen=True, eq=False)
class Fit:
    """One form, fitted to one table."""

    form: str
    table: Table

    @cached_property
    def mode(self) -> Vector:
        """The most probable parameters, in the scales of the priors."""
        models, arms = len(self.table.known), len(self.table.repeats)
        start = np.zeros(_FIRST + 3 * models + arms)
        start[: _FIRST - 1], start[_FIRST - 1] = _CENTRES, np.log(_TAU_SCALE)
        found = minimize(
            self._loss_and_slope, start, jac=True, method="BFGS", options={"gtol": 1e-3}
        )
        return np.asarray(found.x)

    @cached_property
    def draws(self) -> Vector:
        """Parameters drawn from the normal law around the mode, in the shape (draws, parameters)."""
        step = 100 * _STEP * np.eye(len(self.mode))
        slopes = [
            self._loss_and_slope(self.mode + h)[1] - self._loss_and_slope(self.mode - h)[1]
            for h in step
        ]
        curvature = np.array(slopes) / (200 * _STEP)
        values, axes = np.linalg.eigh((curvature + curvature.T) / 2)
        normal = np.random.default_rng(_SEED).standard_normal((_DRAWS, len(values)))
        # No direction is less certain than the weakest of the priors leaves it.
        return self.mode + normal / np.sqrt(np.maximum(values, _SPREADS.max() ** -2)) @ axes.T

    @property
    def fitted(self) -> dict[str, float]:
        """The constants of the formula, and the spread of runs, at the mode."""
        constants = dict(
            zip(map(str, _ARGUMENTS[:-2]), self._constants(self.mode[None], None), strict=True)
        )
        values = {name: float(np.ravel(value)[0]) for name, value in constants.items()}
        return values | {
            "rho": float(expit(self.mode[_FIRST - 2])),
            "tau": float(np.exp(self.mode[_FIRST - 1])),
        }

    def log_odds(self, tokens: ArrayLike, rows: ArrayLike, model: str) -> Vector:
        """The log odds of the Charter at the mode; where a model is not known, as if it had no deviations."""
        place = self.table.known.index(model) if model in self.table.known else None
        constants = (values[0] for values in self._constants(self.mode[None], place))
        return _log_odds[self.form](*constants, tokens, rows)

    def means(self, tokens: Vector, rows: Vector, model: str) -> Vector:
        """The mean share for every draw of the parameters, in the shape (draws, cells).

        A model that is not in the table has deviations drawn anew, from the law of those that are.
        """
        draws = self.draws
        if model in self.table.known:
            place = self.table.known.index(model)
        else:
            place, draws = 0, draws.copy()
            fresh = np.random.default_rng(_SEED + 1).standard_normal((3, len(draws)))
            draws[:, [_FIRST + k * len(self.table.known) for k in range(3)]] = fresh.T
        constants = [values[:, None] for values in self._constants(draws, place)]
        return _inside(_log_odds[self.form](*constants, tokens, rows))

    def runs(self, tokens: Vector, rows: Vector, model: str) -> Vector:
        """Shares of single runs, drawn for every draw of the parameters."""
        means = np.repeat(self.means(tokens, rows, model), _RUN_DRAWS, axis=0)
        size = np.repeat(_size(self.draws[:, _FIRST - 2]), _RUN_DRAWS)
        # Each cell begins the same stream anew, so that it does not depend on the cells beside it.
        cells = [
            np.random.default_rng(_SEED + 2).beta(mean * size, (1 - mean) * size)
            for mean in means.T
        ]
        return np.array(cells).reshape(means.T.shape).T

    def _constants(self, theta: Vector, model: int | None) -> list[Vector]:
        models = len(self.table.known)
        shift = np.zeros((3, len(theta)))
        if model is not None:
            shift = theta[:, [_FIRST + k * models + model for k in range(3)]].T
        tau = np.exp(theta[:, _FIRST - 1])
        return [
            theta[:, 0] + tau * shift[0],
            np.exp(theta[:, 1] + tau / 2 * shift[1]),
            np.exp(theta[:, 2] + tau / 2 * shift[2]),
            np.exp(theta[:, 3]),
            np.exp(theta[:, 4]),
            expit(theta[:, 5]),
            np.exp(theta[:, 6]),
        ]

    def _loss(self, theta: Vector) -> Vector:
        """Minus the logarithm of the posterior, up to a constant, of each row of `theta`."""
        table, models = self.table, np.array(self.table.models)
        size = _size(theta[:, _FIRST - 2])[:, None]
        total = np.zeros(len(theta))
        for place, model in enumerate(table.known):
            mine = models == model
            constants = [values[:, None] for values in self._constants(theta, place)]
            means = _inside(_log_odds[self.form](*constants, table.tokens[mine], table.rows[mine]))
            total += _chance(table.chosen[mine], table.asked, means, size).sum(axis=1)
        deviations, arms = np.split(theta[:, _FIRST:], [3 * len(table.known)], axis=1)
        means = _inside(arms)[:, :, None]
        total += _chance(table.repeats, table.asked, means, size[:, :, None]).sum(axis=(1, 2))
        total -= (((theta[:, : _FIRST - 1] - _CENTRES) / _SPREADS) ** 2).sum(axis=1) / 2
        total -= (deviations**2).sum(axis=1) / 2 + ((arms / _ARM_SPREAD) ** 2).sum(axis=1) / 2
        log_tau = theta[:, _FIRST - 1]
        return -(total + 2 * log_tau - np.exp(log_tau) / _TAU_SCALE)

    def _loss_and_slope(self, theta: Vector) -> tuple[float, Vector]:
        step = _STEP * np.eye(len(theta))
        losses = self._loss(np.vstack([theta, theta + step, theta - step]))
        up, down = np.split(losses[1:], 2)
        return float(losses[0]), (up - down) / (2 * _STEP)


@lru_cache(maxsize=64)
def fit(form: str, table: Table | None = None) -> Fit:
    """Fit one of the `FORMS` to a table, by default the published one. The same table is fitted once.

    Raises
    ------
    ValueError
        If there is no such form.
    """
    return Fit(checks.known(form, FORMS, "form"), published() if table is None else table)


def predict(
    tokens: ArrayLike,
    rows: ArrayLike,
    model: str = "unseen",
    *,
    table: Table | None = None,
    forms: Sequence[str] = PREDICTING,
) -> Prediction:
    """The share of conflicts in which one run would choose the Charter, with a 90% interval.

    Parameters
    ----------
    tokens
        Midtraining tokens, signed: positive for documents on the Charter, negative for the Coin, 0 for
        filler. In tokens, so fifty million are ``50e6``.
    rows
        Conflict rows among the fine-tuning episodes, signed alike. Tokens and rows broadcast.
    model
        A name in the table, such as ``"12B"`` or ``"27B"``. Any other is a model of which nothing is known
        but that it is one of their kind: its level and strengths are drawn around the mean of the known ones.
    table
        What to fit to; by default what is published.
    forms
        Of which equal parts are taken.

    Returns
    -------
    Share, low and high, each of the shape of the broadcast arguments. The interval is for a single run: it
    has the uncertainty of the fit and the spread between seeds in it.

    Raises
    ------
    ValueError
        If an argument is not finite, the shapes do not broadcast, tokens look like millions of tokens, or a
        name is none.

    Examples
    --------
    >>> share, low, high = predict([-50e6, 0, 50e6], 0, model="12B")
    >>> bool((low < share).all() and (share < high).all()), bool((np.diff(share) > 0).all())
    (True, True)
    """
    tokens, rows = FINITE.check(tokens, "tokens"), FINITE.check(rows, "rows")
    checks.name(model, "model")
    meant = (tokens == 0) | (abs(tokens) >= 1000)
    checks.require_each(meant, "tokens", tokens, "0, or tokens by the thousand: 50e6, not 50")
    try:
        shape = np.broadcast_shapes(tokens.shape, rows.shape)
    except ValueError:
        checks.require(False, "rows", rows.shape, f"a shape that broadcasts with {tokens.shape}")
    used = checks.distinct(forms, FORMS, "forms")
    checks.require(bool(used), "forms", forms, "one form or more")
    fits = [fit(form, table) for form in used]
    cells = [np.broadcast_to(values, shape).ravel() for values in (tokens, rows)]
    ends = np.empty((3, cells[0].size))
    for start in range(0, cells[0].size, 1000):
        part = slice(start, start + 1000)
        runs = np.vstack([one.runs(cells[0][part], cells[1][part], model) for one in fits])
        ends[:, part] = np.quantile(runs, [0.5, 0.05, 0.95], axis=0)
    return Prediction(*(end.reshape(shape)[()] for end in ends))


def scores(form: str, leave: str = "columns", table: Table | None = None) -> Scores:
    """Score a form on cells that it has not seen.

    Parameters
    ----------
    form
        One of `FORMS`.
    leave
        What is left out together: ``"columns"``, all cells of one model and one dose of documents;
        ``"rows"``, all of one model and one number of rows; or ``"models"``.
    table
        By default the published one.

    Raises
    ------
    ValueError
        If there is no such form or way of leaving out.
    """
    whole = published() if table is None else table
    ways = {"columns": whole.tokens, "rows": whole.rows, "models": np.zeros(len(whole.models))}
    checks.known(form, FORMS, "form")
    lines = ways[checks.known(leave, ways, "leave")]
    models = np.array(whole.models)
    parts = [np.full(len(models), np.nan) for _ in Scores._fields]
    for model, line in dict.fromkeys(zip(whole.models, lines.tolist(), strict=True)):
        out = (models == model) & (lines == line)
        for values, scored in zip(
            parts, _scored(Fit(form, whole.where(~out)), whole.where(out)), strict=True
        ):
            values[out] = scored
    return Scores(parts[0], parts[1], parts[2].astype(bool), parts[3])


def _scored(fitted: Fit, unseen: Table) -> Scores:
    (model,) = unseen.known
    cells = unseen.tokens, unseen.rows, model
    size = _size(fitted.draws[:, _FIRST - 2])[:, None]
    chances = _chance(unseen.chosen, unseen.asked, fitted.means(*cells), size)
    runs = fitted.runs(*cells)
    low, middle, high = np.quantile(runs, [0.05, 0.5, 0.95], axis=0)
    shares = unseen.shares
    return Scores(
        np.logaddexp.reduce(chances, axis=0) - np.log(len(chances)),
        abs(runs - shares).mean(axis=0) - _half_spread(runs),
        (low <= shares) & (shares <= high),
        shares - middle,
    )


def _half_spread(runs: Vector) -> Vector:
    """Half the mean distance of two runs."""
    count = len(runs)
    weights = (2 * np.arange(1, count + 1) - count - 1)[:, None]
    return (weights * np.sort(runs, axis=0)).sum(axis=0) / count**2


def _size(logit_rho: Vector) -> Vector:
    """The size of the Beta law by which runs spread, from the logit of their correlation."""
    return np.exp(-logit_rho)


def _inside(log_odds: Vector) -> Vector:
    return np.clip(expit(log_odds), 1e-7, 1 - 1e-7)


def _chance(chosen: Vector, asked: int, means: Vector, size: Vector) -> Vector:
    """The logarithm of the beta-binomial probability of a count."""
    ways = gammaln(asked + 1) - gammaln(chosen + 1) - gammaln(asked - chosen + 1)
    first, second = means * size, (1 - means) * size
    return ways + betaln(chosen + first, asked - chosen + second) - betaln(first, second)
