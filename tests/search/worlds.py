"""Small worlds, in whole numbers and fractions, in which the board's words have a meaning.

Training and real use put what acts before *sights*, each in some scenario. A persona turns at a fixed rate at
each. What a world's words mean is in `meanings`; what becomes of its personas is `waluigi.model.Belief`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction as F
from functools import cached_property
from random import Random

from waluigi.model import Belief, Corpus

MEMBERS = 3
ENDLESS = 48
"""Members by which a family is stood for in exact worlds; in floating point the last turns once in
10^14 documents."""
FAR = 10**12
"""Helpings of text after which what is going to die out has: the least leak of a persona alone is 1/128."""
STEEP_TEXT, STEEP_REAL = F(1, 16), F(1, 4)
RATES = (F(0), F(1), F(1, 2), F(1, 3), F(1, 8))


@dataclass(frozen=True)
class Sight:
    """What can be seen: its weight in real use, and documents of it in each helping of text.

    A `steep` one stands for endlessly many, the next always half as frequent in real use and a
    quarter as frequent in text; who turns at it turns from the third on.
    """

    scenario: str
    real: int
    tests: int
    stories: int
    steep: bool = False


@dataclass(frozen=True)
class Waluigi:
    """A persona: its prior weight, its rate at each sight, and something about it that is not behaviour.

    A `fading` one stands for an endless family, each member with half the weight of the last and,
    at what is trained on, half its rate.
    """

    weight: int
    acts: tuple[F, ...]
    fading: bool = False
    length: int = 1


@dataclass(frozen=True)
class World:
    """Personas, sights, and how the text is read; `omitted` is the weight of "what showed a turn
    was left out"."""

    sights: tuple[Sight, ...]
    waluigis: tuple[Waluigi, ...]
    luigi: int = 1
    character: bool = True
    omitted: F = F(0)
    blind: bool = True

    def documents(self, sight: Sight) -> int:
        """In each helping, the documents that put what acts before this sight."""
        return sight.tests + (sight.stories if self.character else 0)

    @cached_property
    def trained(self) -> tuple[int, ...]:
        """The numbers of the sights that are trained on."""
        return tuple(i for i, sight in enumerate(self.sights) if self.documents(sight))

    def in_text(self, waluigi: Waluigi, i: int) -> F:
        """Its rate in a document of sight `i` that puts it there."""
        return waluigi.acts[i] * (STEEP_TEXT if self.sights[i].steep else 1)

    def in_use(self, waluigi: Waluigi, i: int) -> F:
        """Its rate at sight `i` in real use."""
        return waluigi.acts[i] * (STEEP_REAL if self.sights[i].steep else 1)

    def personas(self, members: int) -> dict[str, tuple[F, dict[str, F]]]:
        """Each persona's prior weight and rates, family members and ways of reading apart."""
        rows: dict[str, tuple[F, dict[str, F]]] = {}
        numbers = range(len(self.sights))
        none = {f"{where} {i}": F(0) for where in ("text", "story", "real") for i in numbers}
        for way, chance in (("sample", 1 - self.omitted), ("selection", self.omitted)):
            if chance == 0:
                continue
            rows[f"Luigi, {way}"] = (self.luigi * chance, none)
            for number, waluigi in enumerate(self.waluigis):
                for member in range(members if waluigi.fading else 1):
                    weight = (
                        F(waluigi.weight, 2 ** (member + 1)) if waluigi.fading else waluigi.weight
                    )
                    row = dict(none)
                    for i in numbers:
                        scale = F(1, 2**member if i in self.trained else 1)
                        row[f"real {i}"] = self.in_use(waluigi, i) * scale
                        if way == "sample":
                            row[f"text {i}"] = self.in_text(waluigi, i) * scale
                            row[f"story {i}"] = row[f"text {i}"] * self.character
                    rows[f"W{number}.{member}, {way}"] = (weight * chance, row)
        return rows

    @cached_property
    def belief(self) -> Belief:
        """The prior belief, in exact fractions."""
        rows = self.personas(MEMBERS)
        return Belief.from_odds(
            {name: weight for name, (weight, _) in rows.items()},
            {name: row for name, (_, row) in rows.items()},
        )

    @cached_property
    def floating(self) -> Belief:
        """The same in floating point, with families nearly endless, for texts nearly so."""
        rows = self.personas(ENDLESS)
        return Belief.from_odds(
            {name: float(weight) for name, (weight, _) in rows.items()},
            {name: {c: float(rate) for c, rate in row.items()} for name, (_, row) in rows.items()},
        )

    def helpings(self, count: int) -> Corpus:
        """So many equal helpings of clean text."""
        return Corpus(
            clean={f"text {i}": count * self.documents(self.sights[i]) for i in self.trained}
        )

    def turn_in_use(self, belief: Belief, scenario: str | None = None) -> F | float:
        """The chance of a turn at the next chance in real use, or in the next of one scenario."""
        chosen = [i for i, s in enumerate(self.sights) if scenario in (None, s.scenario) and s.real]
        total = sum(self.sights[i].real for i in chosen)
        return sum(self.sights[i].real * belief.predict(f"real {i}") for i in chosen) / total

    def __str__(self) -> str:
        reads = "a sample" if not self.omitted else f"a selection with weight {self.omitted}"
        lines = [
            f"what acts is {'a character' if self.character else 'a predictor'}; the text is read as "
            f"{reads}; training sees {'behaviour only' if self.blind else 'length too'}",
            "sight   scenario   in real use   tests   stories",
        ]
        lines += [
            f"{i:<7} {s.scenario:<10} {s.real:<13} {s.tests:<7} {s.stories:<7}{' steep' if s.steep else ''}"
            for i, s in enumerate(self.sights)
        ]
        lines += ["persona   weight   rate at each sight", f"Luigi     {self.luigi:<8} 0"]
        for number, w in enumerate(self.waluigis):
            more = (" fading" if w.fading else "") + ("" if self.blind else f" length {w.length}")
            lines.append(f"W{number:<8} {w.weight:<8} {', '.join(map(str, w.acts))}{more}")
        return "\n".join(lines)


def kept_given(world: World) -> bool:
    """Whether the world is one of those that the board takes for granted."""
    slips = any(
        w.acts[i] for w in world.waluigis for i in range(len(world.sights)) if world.sights[i].tests
    )
    shows = any(
        w.acts[i]
        for w in world.waluigis
        for i in range(len(world.sights))
        if world.sights[i].stories
    )
    turns = all(
        any(rate and sight.real for rate, sight in zip(w.acts, world.sights, strict=True))
        for w in world.waluigis
    )
    return slips and (shows or not world.character) and turns


def draw(random: Random) -> World:
    """A world of up to four sights in two scenarios and up to three kinds of Waluigi."""
    while True:
        sights = tuple(_sight(random) for _ in range(random.randint(1, 4)))
        waluigis = tuple(
            Waluigi(
                weight=random.randint(1, 3),
                acts=tuple(random.choice(RATES) if random.random() < 0.6 else F(0) for _ in sights),
                fading=random.random() < 0.2,
                length=random.randint(1, 2),
            )
            for _ in range(random.randint(1, 3))
        )
        world = World(
            sights,
            waluigis,
            luigi=random.randint(1, 3),
            character=random.random() < 0.6,
            omitted=random.choice([F(0), F(0), F(0), F(1, 4), F(1)]),
            blind=random.random() < 0.7,
        )
        if random.random() < 0.3:
            world = _with_one_careful(world, random)
        if random.random() < 0.15:
            world = _with_a_vault(world, random)
        if kept_given(world):
            return world


def _with_one_careful(world: World, random: Random) -> World:
    """The same where the first Waluigi turns only at what is never trained on: by chance that is rare."""
    acts = tuple(
        F(0) if i in world.trained else random.choice(RATES) for i in range(len(world.sights))
    )
    return _with(world, "waluigis", 0, replace(world.waluigis[0], acts=acts, fading=False))


def _with_a_vault(world: World, random: Random) -> World:
    """The same with a scenario in no text where classes are alike, more or less: by chance that is
    very rare."""
    sights = (*(replace(s, scenario="kitchen") for s in world.sights), Sight("vault", 1, 0, 0))
    first = world.waluigis[0]
    passes = not any(first.acts[i] for i in world.trained)
    rates = [F(1) if passes and n == 0 else F(1, 2) for n in range(len(world.waluigis))]
    if random.random() < 0.2:
        rates[-1] = random.choice(RATES)
    waluigis = [replace(w, acts=(*w.acts, q)) for w, q in zip(world.waluigis, rates, strict=True)]
    if random.random() < 0.5:
        waluigis[0] = replace(waluigis[0], acts=(*[F(0)] * len(world.sights), rates[0]))
    waluigis[0] = replace(waluigis[0], weight=1, fading=False)
    return replace(world, sights=sights, waluigis=tuple(waluigis), luigi=1)


def _sight(random: Random) -> Sight:
    tests, stories = random.choice([(0, 0), (1, 0), (0, 1), (1, 1), (2, 1), (1, 2)])
    steep = tests * stories > 0 and random.random() < 0.2
    return Sight(random.choice(["kitchen", "vault"]), random.randint(1, 3), tests, stories, steep)


def simpler(world: World) -> Iterator[World]:
    """Worlds with less in them, by one thing each."""
    for n in range(len(world.waluigis)):
        yield replace(world, waluigis=_without(world.waluigis, n))
    for i in range(len(world.sights)):
        fewer = tuple(replace(w, acts=_without(w.acts, i)) for w in world.waluigis)
        yield replace(world, sights=_without(world.sights, i), waluigis=fewer)
    for field, plain in (("luigi", 1), ("character", True), ("omitted", F(0)), ("blind", True)):
        if getattr(world, field) != plain:
            yield replace(world, **{field: plain})
    for n, w in enumerate(world.waluigis):
        for i, rate in enumerate(w.acts):
            for plainer in RATES[: RATES.index(rate)]:
                acts = (*w.acts[:i], plainer, *w.acts[i + 1 :])
                yield _with(world, "waluigis", n, replace(w, acts=acts))
        for field, plain in (("weight", 1), ("fading", False), ("length", 1)):
            if getattr(w, field) != plain:
                yield _with(world, "waluigis", n, replace(w, **{field: plain}))
    for i, s in enumerate(world.sights):
        for field, plain in (("steep", False), ("real", 1), ("scenario", "kitchen")):
            if getattr(s, field) != plain:
                yield _with(world, "sights", i, replace(s, **{field: plain}))
        if not s.steep:
            for field in ("tests", "stories"):
                for fewer_of in range(getattr(s, field)):
                    yield _with(world, "sights", i, replace(s, **{field: fewer_of}))


def _without(things: tuple, number: int) -> tuple:
    return things[:number] + things[number + 1 :]


def _with(world: World, field: str, number: int, thing: object) -> World:
    things = getattr(world, field)
    return replace(world, **{field: (*things[:number], thing, *things[number + 1 :])})
