"""What each assumption and each conclusion of the board means in a world.

An assumption is read off the world's description. A conclusion is asked of the model: of beliefs
after texts, never of the theorem that a step names. ``None`` says that the world cannot tell: an
assumption is then moot, so that both accepting and denying it are true, and a step that leads to
such a conclusion is not asked.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as F
from functools import cached_property
from itertools import combinations_with_replacement, pairwise, product
from math import exp, inf, log

from bookkit.argument.rule import Literal, Step
from tests.search.worlds import FAR, MEMBERS, Sight, Waluigi, World
from waluigi.model import Belief, Corpus

Meaning = Callable[[World], bool | None]
NOT_ASKED = frozenset({"lazy", "one-scene", "same-way", "adds-up", "scales"})
"""Of learners that are not Bayesian and of rates that change these worlds know nothing."""


class Undecided(AssertionError):
    """A limit that so much text has not decided: the worlds are too fine for `FAR`."""


def below(value: float, low: float, high: float) -> bool:
    """Whether a number is on the lower side of a gap in which no world's should be."""
    if low < value < high:
        raise Undecided(f"{value} is between {low} and {high}")
    return value <= low


# ---- assumptions ----


def clarity(world: World, i: int) -> float | F:
    """How many times as frequent a sight is in real use as in training."""
    sight = world.sights[i]
    documents = world.documents(sight)
    return F(sight.real, documents) if documents else inf


def matters(world: World, scenario: str) -> bool:
    return any(
        w.acts[i] and s.real
        for w in world.waluigis
        for i, s in enumerate(world.sights)
        if s.scenario == scenario
    )


def that_matter(world: World) -> list[str]:
    return sorted({s.scenario for s in world.sights if matters(world, s.scenario)})


def in_no_text(world: World) -> list[str]:
    """Scenarios that matter and are in no text, neither as a test nor as a story."""
    return [
        scenario
        for scenario in that_matter(world)
        if not any(s.tests or s.stories for s in world.sights if s.scenario == scenario)
    ]


def careful(world: World) -> bool:
    seen = [i for i, s in enumerate(world.sights) if s.scenario in that_matter(world)]
    clearest = max(clarity(world, i) for i in seen)
    if clearest < inf and any(world.sights[i].steep for i in seen):
        return False  # However clear a sight is, there is a clearer one.
    return any(
        all(clarity(world, i) == clearest for i, rate in enumerate(w.acts) if rate)
        for w in world.waluigis
    )


def recognition(world: World) -> bool:
    """Over the scenarios that matter and that are trained on at some sight."""
    trained = {world.sights[i].scenario for i in world.trained}
    seen = [
        i
        for i, s in enumerate(world.sights)
        if s.scenario in trained and s.scenario in that_matter(world)
    ]
    return all(clarity(world, i) < inf and not world.sights[i].steep for i in seen)


def patience(world: World) -> bool:
    return not any(w.fading and any(w.acts[i] for i in world.trained) for w in world.waluigis)


def separate(world: World) -> bool | None:
    untested = in_no_text(world)
    if not untested:
        return None
    return any(_alike_there(world, scenario) for scenario in untested)


def _alike_there(world: World, scenario: str) -> bool:
    """Whether all classes alike in training that hold a Waluigi are equally likely to turn there.

    Members of a family differ in training alone, and in nothing else.
    """
    held: dict[tuple[F, ...], list[tuple[F, F]]] = {}
    for waluigi in world.waluigis:
        trained = [waluigi.acts[i] for i in world.trained]
        there = sum(
            (
                s.real * world.in_use(waluigi, i)
                for i, s in enumerate(world.sights)
                if s.scenario == scenario
            ),
            F(0),
        )
        for member in range(MEMBERS if waluigi.fading else 1):
            weight = F(waluigi.weight, 2 ** (member + 1)) if waluigi.fading else F(waluigi.weight)
            held.setdefault(tuple(rate / 2**member for rate in trained), []).append((weight, there))
    luigis = (F(0),) * len(world.trained)
    if luigis in held:
        held[luigis].append((F(world.luigi), F(0)))
    means = {sum(w * q for w, q in each) / sum(w for w, _ in each) for each in held.values()}
    return len(means) == 1


ASSUMED: dict[str, Meaning] = {
    "bayes": lambda world: True,
    "sample": lambda world: world.omitted == 0,
    "character": lambda world: world.character,
    "careful": careful,
    "untestable": lambda world: bool(in_no_text(world)),
    "recognition": recognition,
    "patience": patience,
    "separate": separate,
    "blind": lambda world: world.blind,
}


# ---- conclusions ----


def share(belief: Belief) -> F | float:
    """The share of all Waluigis together."""
    return sum(part for name, part in belief.shares.items() if name.startswith("W"))


def odds(belief: Belief, persona: str = "W") -> F:
    """Odds to Luigi of one persona, or of all Waluigis, however the text is read."""
    shares = belief.shares
    luigi = sum(part for name, part in shares.items() if name.startswith("Luigi"))
    return (
        sum(part for name, part in shares.items() if name.split(",")[0].startswith(persona)) / luigi
    )


def personas(belief: Belief) -> list[str]:
    return sorted({name.split(",")[0] for name in belief.hypotheses if name.startswith("W")})


def alike(world: World) -> bool:
    """Whether the model puts some Waluigi into Luigi's class, where no text is left out."""
    belief = replace(world, omitted=F(0)).belief
    classes = belief.classes([f"text {i}" for i in world.trained])
    return any("Luigi, sample" in each and len(each) > 1 for each in classes)


def one_helping(world: World, waluigi: Waluigi | None) -> dict[tuple, F]:
    """The law of what a learner sees of one document of each trained sight, and of length if it sees that."""
    length = () if world.blind else (1 if waluigi is None else waluigi.length,)
    law: dict[tuple, F] = {}
    for turned in product([0, 1], repeat=len(world.trained)):
        chance = F(1)
        shown = []
        for i, turn in zip(world.trained, turned, strict=True):
            rate = F(0) if waluigi is None else world.in_text(waluigi, i)
            chance *= rate if turn else 1 - rate
            shown.append(turn)
        if world.omitted < 1:
            key = (*length, *shown)
            law[key] = law.get(key, F(0)) + chance * (1 - world.omitted)
        if world.omitted > 0:
            key = (*length, *[0] * len(shown))
            law[key] = law.get(key, F(0)) + chance * world.omitted
    return {key: chance for key, chance in law.items() if chance}


def untellable(world: World) -> bool:
    return any(one_helping(world, w) == one_helping(world, None) for w in world.waluigis)


def watching_fails(world: World) -> bool:
    """By the cheapest strategy over the sights, made for so many documents, one real chance for each."""
    trained = {world.sights[i].scenario for i in world.trained} & {*that_matter(world)}
    sights = [s for s in world.sights if s.scenario in trained]
    real = sum(s.real for s in world.sights)
    text = sum(world.documents(s) for s in world.sights)
    many = 10**8
    wanted, leak = F(12, many), F(0)
    for r, t in sorted(_parts(world, sights, real, text), key=lambda part: part[1] / part[0]):
        taken = min(F(1), wanted / r)
        wanted -= taken * r
        leak += taken * t
        if wanted == 0:
            break
    if wanted > 0:
        return False
    return below(1 - exp(-float(leak * many)), 0.05, 0.5)


def _parts(world: World, sights: list[Sight], real: int, text: int) -> list[tuple[F, F]]:
    parts = []
    for s in sights:
        r, t = F(s.real, real), F(world.documents(s), text)
        if s.steep:
            parts += [(r / 2 ** (j + 1), 3 * t / 4 ** (j + 1)) for j in range(60)]
        else:
            parts.append((r, t))
    return parts


def share_falls(world: World) -> bool:
    return share(world.belief.update(world.helpings(1))) < share(world.belief)


def odds_frozen(world: World) -> bool:
    """Of some Waluigi, under one document of each trained sight alone and under all of them."""
    texts = [Corpus(clean={f"text {i}": 1}) for i in world.trained] + [world.helpings(2)]
    after = [world.belief.update(text) for text in texts]
    return any(
        all(odds(belief, name) == odds(world.belief, name) for belief in after)
        for name in personas(world.belief)
    )


def zero_force(world: World) -> bool:
    """In some scenario that is in no text, under every text of up to two documents, of any kind,
    and far more."""
    texts = [Corpus(clean={f"text {i}": 1}) for i in world.trained]
    texts += [Corpus(turned={f"text {i}": 1}) for i in world.trained]
    texts += [one + other for one, other in combinations_with_replacement(texts, 2)]
    texts += [world.helpings(3)]
    after = []
    for text in texts:
        try:
            after.append(world.belief.update(text))
        except ValueError:
            continue  # No persona writes such a text.
    return any(
        all(
            world.turn_in_use(belief, scenario) == world.turn_in_use(world.belief, scenario)
            for belief in after
        )
        for scenario in in_no_text(world)
    )


def stories(world: World) -> bool:
    clean = Corpus(clean={f"story {i}": s.stories for i, s in enumerate(world.sights) if s.stories})
    return share(world.belief.update(clean)) < share(world.belief)


def luigi_favoured(world: World) -> bool | None:
    """Whether a Waluigi that never differs in training ends up with lower odds to Luigi than it had."""
    equal = [
        f"W{n}.0" for n, w in enumerate(world.waluigis) if not any(w.acts[i] for i in world.trained)
    ]
    if not equal:
        return None
    after = world.belief.update(world.helpings(2))
    return any(odds(after, name) < odds(world.belief, name) for name in equal)


def early(world: World) -> bool:
    """Whether reading the same documents from the last to the first leaves other shares."""
    parts = [Corpus(clean={f"text {i}": world.documents(world.sights[i])}) for i in world.trained]
    forwards = backwards = world.belief
    for part in parts:
        forwards = forwards.update(part)
    for part in reversed(parts):
        backwards = backwards.update(part)
    return forwards.shares != backwards.shares


def starts_late(world: World) -> bool:
    """Whether of five equal helpings one lowers the odds by a larger factor than the one before."""
    left = [odds(world.belief.update(world.helpings(n))) for n in range(6)]
    factors = [after / before for before, after in pairwise(left) if before]
    return any(later < earlier for earlier, later in pairwise(factors))


def share_to_zero(world: World) -> bool:
    return below(share(world.floating.update(world.helpings(FAR))), 1e-7, 1e-3)


def half_lives(world: World) -> bool:
    """Whether much text has lowered the logarithm of the odds in proportion."""
    before, after = (
        _log_odds(b) for b in (world.floating, world.floating.update(world.helpings(FAR)))
    )
    return not below((before - after) / FAR, 1e-9, 1e-4)


def _log_odds(belief: Belief) -> float:
    luigi = belief.hypotheses[0]
    parts = [belief.log_odds(name, luigi) for name in belief.hypotheses if name.startswith("W")]
    most = max(parts)
    return most + log(sum(exp(part - most) for part in parts)) if most > -inf else -inf


def safe_in_use(world: World) -> bool:
    return below(world.turn_in_use(world.floating.update(world.helpings(FAR))), 1e-7, 1e-5)


CONCLUDED: dict[str, Meaning] = {
    "alike": alike,
    "untellable": untellable,
    "watching-fails": watching_fails,
    "share-falls": share_falls,
    "odds-frozen": odds_frozen,
    "zero-force": zero_force,
    "stories": stories,
    "luigi-favoured": luigi_favoured,
    "early": early,
    "share-to-zero": share_to_zero,
    "half-lives": half_lives,
    "starts-late": starts_late,
    "safe-in-use": safe_in_use,
}


class Facts:
    """What holds in a world, each thing worked out when it is first asked for."""

    def __init__(self, world: World, more: dict[str, Meaning] | None = None) -> None:
        self.world = world
        self.meanings = {**ASSUMED, **CONCLUDED, **(more or {})}
        self.known: dict[str, bool | None] = {}

    def value(self, name: str) -> bool | None:
        if name not in self.known:
            self.known[name] = self.meanings[name](self.world)
        return self.known[name]

    def premise(self, literal: Literal) -> bool:
        value = self.value(literal.name)
        return (literal.name in ASSUMED) if value is None else value is literal.holds

    def applies(self, step: Step) -> bool:
        """Whether all premises hold, asking what is cheap first."""
        return all(map(self.premise, sorted(step.premises, key=lambda p: p.name in CONCLUDED)))

    def breaks(self, step: Step) -> bool:
        """Whether the world is a counterexample: the premises hold and the result does not."""
        if not self.applies(step):
            return False
        value = self.value(step.result.name)
        return value is not None and value is not step.result.holds

    @cached_property
    def position(self) -> dict[str, bool | None]:
        """What of the assumptions holds; ``None`` for what is moot."""
        return {name: self.value(name) for name in ASSUMED}


def asked(step: Step) -> bool:
    """Whether these worlds can be asked about a step at all."""
    names_ = {p.name for p in step.premises} | {step.result.name}
    return not names_ & NOT_ASKED and Literal("bayes", False) not in step.premises
