r"""What a story is evidence of: the character in it, the one who wrote it, and what chose it.

A document without a turn favours Luigi by $-\ln(1-\tau)$ nats, where $\tau$ is the probability that
a Waluigi's turn would have been on the page. Acts and monitors add up if each could have spoken by
itself; if they share a source, perhaps hardly (`thm-copied-monitors`). A danger that is shown and not used
is two entries of the ledger (`thm-unfired-gun`). An ending that was chosen says as much as its
alternative could be printed (`thm-chosen-endings`). And what a document says of a character passes
to its writer only in part (`thm-two-readings`).

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them. Evidence is in nats, for Luigi where it is positive.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Min, Piecewise, Sum, exp, log, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Domain, Parameter, computes
from waluigi import checks
from waluigi.checks import BETWEEN, NONNEGATIVE, POSSIBLE, PROBABILITY, SOME, UNSURE, WHOLE
from waluigi.evidence import CLEAN_RATIO, R_A, R_B, TURNED_RATIO

acts, monitors = symbols("k m", integer=True, nonnegative=True)
gun, detection, rho = symbols("g d rho", nonnegative=True)
u, v, tau, kept = symbols("u v tau s", nonnegative=True)
told, left_out = symbols("p l", nonnegative=True)
n, nats, suspicion = symbols("n x q", nonnegative=True)
w_a, w_b = symbols("w_a w_b", nonnegative=True)
i = symbols("i", integer=True)
ACTS = Parameter(acts, "acts", WHOLE)
GUN = Parameter(gun, "gun", UNSURE)
MONITORS = Parameter(monitors, "monitors", WHOLE)
DETECTION = Parameter(detection, "detection", UNSURE)
CORRELATION = Parameter(rho, "correlation", PROBABILITY)
HUNG_LUIGI = Parameter(u, "hung_luigi", POSSIBLE)
HUNG_WALUIGI = Parameter(v, "hung_waluigi", POSSIBLE)
TURN = Parameter(tau, "turn", UNSURE)
KEPT = Parameter(kept, "kept", NONNEGATIVE)
SELECTION = Parameter(left_out, "selection", PROBABILITY)
PRINTED = Parameter(told, "printed", PROBABILITY)
NATS = Parameter(nats, "nats", NONNEGATIVE)
SUSPICION = Parameter(suspicion, "suspicion", POSSIBLE)
DOCUMENTS = Parameter(n, "documents", WHOLE)
SHARE_A = Parameter(w_a, "share_a", UNSURE)
SHARE_B = Parameter(w_b, "share_b", UNSURE)

STORY_EVIDENCE = -(acts * log1p(-gun) + monitors * log1p(-detection))
ONCE = {acts: Min(1, acts), monitors: Min(1, monitors)}
ONE_VOICE = STORY_EVIDENCE.subs(ONCE)
NEXT_MONITOR = detection * (1 - rho) / (1 - rho + i * rho)
COPIED_EVIDENCE = Piecewise(
    (0, monitors < 1),
    (-log1p(-detection) - Sum(log1p(-NEXT_MONITOR), (i, 1, monitors - 1)), True),
)
# Of the shared skills with this mean and correlation, one that is often nothing and one that is
# seldom everything say least and most.
SKILL_IF_ANY = detection + rho * (1 - detection)
LEAST_COPIED = Piecewise(
    (-log1p(-detection), rho >= 1),
    (-log1p(detection / SKILL_IF_ANY * expm1(monitors * log1p(-SKILL_IF_ANY))), True),
)
MOST_COPIED = -log1p(-detection) - (monitors - 1) * log1p(-detection * (1 - rho))
UNFIRED_EVIDENCE = TURNED_RATIO.subs({R_A: u, R_B: v}) - log1p(-gun)
CHOSEN_EVIDENCE = log1p(kept * tau / (1 - tau))
# Two forms of one number: the first keeps a small balance, the second a small suspicion.
SUSPECTED_EVIDENCE = Piecewise(
    (-log1p((1 - suspicion) * expm1(-nats)), nats < 1),
    (-log(suspicion + (1 - suspicion) * exp(-nats)), True),
)
# Whether a turn is told is settled once for a story, as if turns were never going to be printed.
_acts_alone = -acts * log1p(-gun)
TOLD_EVIDENCE = Piecewise(
    (_acts_alone, told >= 1),
    (SUSPECTED_EVIDENCE.subs({nats: _acts_alone, suspicion: 1 - told}, simultaneous=True), True),
)
_before_choice = TOLD_EVIDENCE + COPIED_EVIDENCE
# Two forms of one number: the first keeps a small balance, the second a small share that is kept.
SHELVED_EVIDENCE = Piecewise(
    (_before_choice + log1p(left_out * expm1(-_before_choice)), left_out < 0.5),
    (_before_choice + log(1 - left_out + left_out * exp(-_before_choice)), left_out < 1),
    (0, True),
)
SHOWN = -expm1(n * log1p(-tau))
SAGA_EVIDENCE = CLEAN_RATIO.subs({R_A: w_a * SHOWN, R_B: w_b * SHOWN})
ANTHOLOGY_EVIDENCE = n * CLEAN_RATIO.subs({R_A: w_a * tau, R_B: w_b * tau})


MOST_MONITORS = 10_000


@computes(STORY_EVIDENCE, ACTS, GUN, MONITORS, DETECTION)
def story_evidence(
    acts: ArrayLike, gun: ArrayLike, monitors: ArrayLike = 0, detection: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """What a story without a turn says for Luigi, if acts and monitors speak independently.

    Parameters
    ----------
    acts
        How many times the story puts a chance in the character's way.
    gun
        The probability that a Waluigi's turn is shown in an act, below 1.
    monitors
        How many watch and report nothing.
    detection
        The probability that a monitor reports a Waluigi, below 1.

    Returns
    -------
    Nats against a Waluigi who is independent of himself from act to act, and whom monitors watch
    independently. Luigi never turns and is never reported.

    Raises
    ------
    ValueError
        If a count is not a whole number of 0 or more, or a probability is not in [0, 1).
    """


@computes(
    COPIED_EVIDENCE, MONITORS.over(Domain(0, MOST_MONITORS, whole=True)), DETECTION, CORRELATION
)
def copied_evidence(
    monitors: ArrayLike, detection: ArrayLike, correlation: ArrayLike
) -> NDArray[np.float64]:
    r"""What silent monitors say for Luigi when they share a source (`thm-copied-monitors`).

    Given a Waluigi, the monitors draw from one urn: each reports him with the same probability, and
    any two reports have the same correlation. Their skill is then Beta-distributed; of others with
    this mean and correlation only `least_copied_evidence` and `most_copied_evidence` are known. The
    source is the urn of Eggenberger and Pólya (1923).

    Parameters
    ----------
    monitors
        How many, up to 10,000: the cost is their number.
    detection
        The probability that one reports a Waluigi, below 1.
    correlation
        Between the reports of any two, given a Waluigi: 0 if independent, 1 if copies.

    Returns
    -------
    Nats: never more than independent monitors say, never less than one of them does.

    Raises
    ------
    ValueError
        If there are too many monitors, or a probability or correlation is out of its range.
    """


@computes(LEAST_COPIED, MONITORS.over(SOME), DETECTION.over(BETWEEN), CORRELATION)
def least_copied_evidence(
    monitors: ArrayLike, detection: ArrayLike, correlation: ArrayLike
) -> NDArray[np.float64]:
    """The least that silent monitors can say for Luigi, whatever skill they share.

    Attained where a share of the Waluigis leaves nothing to be found (`thm-copied-monitors`).

    Parameters
    ----------
    monitors
        How many, 1 or more.
    detection, correlation
        As for `copied_evidence`; detection above 0.

    Returns
    -------
    Nats: however many the monitors, bounded unless the correlation is 0.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """


@computes(MOST_COPIED, MONITORS.over(SOME), DETECTION.over(BETWEEN), CORRELATION)
def most_copied_evidence(
    monitors: ArrayLike, detection: ArrayLike, correlation: ArrayLike
) -> NDArray[np.float64]:
    """The most that silent monitors can say for Luigi, whatever skill they share.

    Attained where a share of the Waluigis is sure to be found and the rest is alike
    (`thm-copied-monitors`). Arguments and errors are those of `least_copied_evidence`.
    """


@computes(UNFIRED_EVIDENCE, HUNG_LUIGI, HUNG_WALUIGI, GUN)
def unfired_evidence(
    hung_luigi: ArrayLike, hung_waluigi: ArrayLike, gun: ArrayLike
) -> NDArray[np.float64]:
    """What a gun says for Luigi that is hung on the wall and never fired (`thm-unfired-gun`).

    Parameters
    ----------
    hung_luigi, hung_waluigi
        The probability that a story of a Luigi, and of a Waluigi, shows the danger; above 0.
    gun
        The probability that a Waluigi's turn is shown once the danger has been; below 1.

    Returns
    -------
    Nats, negative where the mention of the danger costs more than the silence after it pays.

    Raises
    ------
    ValueError
        If a probability is out of its range.
    """


@computes(CHOSEN_EVIDENCE, TURN, KEPT)
def chosen_evidence(turn: ArrayLike, kept: ArrayLike) -> NDArray[np.float64]:
    """What a clean ending says for Luigi when endings are chosen (`thm-chosen-endings`).

    Parameters
    ----------
    turn
        The probability that a Waluigi's story, as it happens, has a turn in it; below 1.
    kept
        How many times as likely a story with a turn is to be written and kept as one without: 0
        where only clean endings are printed, 1 where nobody chooses, more where disaster sells.

    Returns
    -------
    Nats for one story that was kept, where all that are kept are about one persona, a story left
    out is replaced by another, and whoever chooses knows no more than the story shows.

    Raises
    ------
    ValueError
        If a turn is not in [0, 1), or kept is negative or not finite.
    """


@computes(SUSPECTED_EVIDENCE, NATS, SUSPICION)
def suspected_evidence(nats: ArrayLike, suspicion: ArrayLike) -> NDArray[np.float64]:
    r"""What clean stories say when they may have been chosen for being clean.

    Never more than $-\ln(\text{suspicion})$ (`thm-chosen-endings`).

    Parameters
    ----------
    nats
        What all of them together say if nobody chose, 0 or more.
    suspicion
        The probability that turns were never going to be printed, on this whole shelf and whoever
        it is about; above 0.

    Raises
    ------
    ValueError
        If nats are negative or not finite, or a suspicion is not in (0, 1].
    """


@computes(
    SHELVED_EVIDENCE,
    ACTS,
    GUN,
    MONITORS.over(Domain(0, MOST_MONITORS, whole=True)),
    DETECTION,
    CORRELATION,
    SELECTION,
    PRINTED,
)
def shelved_evidence(
    acts: ArrayLike,
    gun: ArrayLike,
    monitors: ArrayLike = 0,
    detection: ArrayLike = 0.0,
    correlation: ArrayLike = 0.0,
    selection: ArrayLike = 0.0,
    printed: ArrayLike = 1.0,
) -> NDArray[np.float64]:
    r"""What a clean story on a shelf says for Luigi, with all that stands between a turn and it.

    Acts are independent, monitors share an urn (`thm-copied-monitors`), the teller may keep a turn
    to himself, and who fills the shelf leaves out stories with a turn in them
    (`thm-chosen-endings`). With silence of the acts $e^{-x}$, of the monitors $e^{-y}$, and with
    $p$ printed and a share $l$ left out, the factor for Luigi is
    $1+(1-l)\bigl(\frac{e^y}{1-p+pe^{-x}}-1\bigr)$.

    Parameters
    ----------
    acts, gun
        As in `story_evidence`, of turns that happen in the sight of whoever tells the story.
    monitors, detection, correlation
        As in `copied_evidence`. They report by themselves, whatever the teller does.
    selection
        The probability that a story in which a turn is told or reported is left out, and replaced
        by another about the same persona: 1 less `kept` in `chosen_evidence`.
    printed
        The probability that the teller tells turns he saw, settled once for the whole story. Acts
        alone then give at most a factor of 1 / (1 - printed), however many there are.

    Returns
    -------
    Nats, for one story about a persona that all the shelf is about. They are those of
    `story_evidence` where nothing is correlated, left out or kept silent.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """


@computes(SAGA_EVIDENCE, DOCUMENTS, TURN, SHARE_A, SHARE_B)
def saga_evidence(
    documents: ArrayLike, turn: ArrayLike, share_a: ArrayLike, share_b: ArrayLike
) -> NDArray[np.float64]:
    """What clean documents about *one* character say of its writer (`thm-two-readings`).

    Parameters
    ----------
    documents
        How many.
    turn
        The probability that a Waluigi turns in one of them, below 1.
    share_a, share_b
        The share of Waluigis among the characters that predictor A, and B, writes; below 1.

    Returns
    -------
    The log likelihood ratio A : B in nats, between 0 and that of the shares of Luigis.

    Raises
    ------
    ValueError
        If documents are not whole numbers of 0 or more, or a probability is not in [0, 1).
    """


@computes(ANTHOLOGY_EVIDENCE, DOCUMENTS, TURN, SHARE_A, SHARE_B)
def anthology_evidence(
    documents: ArrayLike, turn: ArrayLike, share_a: ArrayLike, share_b: ArrayLike
) -> NDArray[np.float64]:
    """What clean documents, each about a *new* character, say of their writer.

    Parameters and errors are those of `saga_evidence`; the result grows in proportion to the
    documents (`thm-two-readings`).
    """


class Shelf(NamedTuple):
    """The stories that were kept, by their character and their ending."""

    luigi_clean: int
    waluigi_clean: int
    waluigi_turned: int


def draw_stories(
    stories: int,
    generator: np.random.Generator,
    *,
    waluigi: float = 0.5,
    acts: int = 0,
    gun: float = 0.0,
    monitors: int = 0,
    detection: float = 0.0,
    correlation: float = 0.0,
    kept: float = 1.0,
    printed: float = 1.0,
) -> Shelf:
    """Draw stories as they come about: a character, what it does, who sees it, who prints it.

    Parameters
    ----------
    stories
        How many come about.
    waluigi
        The probability that the character of a story is a Waluigi.
    acts, gun, monitors, detection
        As in `story_evidence`.
    correlation
        As in `copied_evidence`: monitors share a skill, drawn anew for every story.
    kept
        As in `chosen_evidence`.
    printed
        As in `shelved_evidence`: drawn anew for every story.

    Raises
    ------
    ValueError
        If a probability is outside [0, 1], kept is negative, or a number is not an int of 0 or more.
    """
    checks.generator(generator)
    stories = checks.whole(stories, "stories")
    acts, monitors = checks.whole(acts, "acts"), checks.whole(monitors, "monitors")
    gun, detection = checks.chance(gun, "gun"), checks.chance(detection, "detection")
    correlation = checks.chance(correlation, "correlation")
    favoured = float(KEPT.check(kept))
    printed = checks.chance(printed, "printed")
    is_waluigi = generator.random(stories) < checks.chance(waluigi, "waluigi")
    skill = _skills(stories, detection, correlation, generator)
    turned = np.zeros(stories, dtype=bool)
    for _ in range(acts):
        turned |= is_waluigi & (generator.random(stories) < gun)
    if printed < 1:
        turned &= generator.random(stories) < printed
    for _ in range(monitors):
        turned |= is_waluigi & (generator.random(stories) < skill)
    favour = np.where(turned, favoured, 1.0) / max(favoured, 1.0)
    shelved = generator.random(stories) < favour
    return Shelf(
        *(
            int(np.count_nonzero(which & shelved))
            for which in (~is_waluigi, is_waluigi & ~turned, is_waluigi & turned)
        )
    )


def _skills(
    stories: int, detection: float, correlation: float, generator: np.random.Generator
) -> NDArray[np.float64]:
    """The monitors' shared probability of reporting a Waluigi, story by story."""
    if correlation == 0 or detection in (0, 1):
        return np.full(stories, detection)
    if correlation == 1:
        return np.where(generator.random(stories) < detection, 1.0, 0.0)
    size = (1 - correlation) / correlation
    return generator.beta(detection * size, (1 - detection) * size, size=stories)
