"""An argument's file and the rule by which it is judged, beside a brute-force twin."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bookkit.argument.board import inference, record, sentence, settling
from bookkit.argument.file import ArgumentError, load, parse
from bookkit.argument.rule import (
    FAILS,
    FOLLOWS,
    IN_PREPARATION,
    OPEN,
    SPLIT,
    Argument,
    Literal,
    Step,
    derive,
)
from tests.small import ARGUMENT as SMALL

BOOK = Path(__file__).parents[2] / "chapters" / "claims.yml"


def outcomes(argument: Argument, **position: bool) -> dict[str, str]:
    judged = argument.judge({**argument.default, **position})
    return {name: outcome.state for name, outcome in judged.items()}


# ---- the file ----


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (
            "status: proved, finding",
            "status: provd, finding",
            r"claims, entry C1, field 'status'.*provd",
        ),
        (
            "side: decay",
            "side: neither",
            r"claims, entry C1, field 'side' names 'neither'.*both, decay, invariance",
        ),
        (
            "finding: So., theorems: [thm-wet]",
            "finding: So., theorems: [thm-dry]",
            r"claims, entry C1, field 'theorems' names 'thm-dry'",
        ),
        (
            "finding: So., theorems: [thm-wet]",
            "finding: So.",
            r"claims, entry C1, field 'theorems'.*at least one",
        ),
        (
            "finding: So., theorems: [thm-wet]",
            "finding: So., theorems: [thm-snow]",
            r"claims, entry C1, field 'theorems' is \['thm-snow'\].*those that are proved",
        ),
        (
            "status: proved, finding: So., theorems: [thm-wet]",
            "status: refuted, finding: So., theorems: [thm-snow]",
            r"claims, entry C1, field 'theorems' is \['thm-snow'\].*one that is proved.*'refuted'",
        ),
        (
            "status: proved, finding: So., theorems: [thm-wet]",
            "status: proved, findings: [{reading: a, status: open, finding: So.},"
            " {reading: b, status: open, finding: So.}]",
            r"claims, entry C1, field 'status' is 'proved'.*no such field",
        ),
        (
            "status: proved, finding: So., theorems: [thm-wet]",
            "findings: [{reading: a, status: open, finding: So.}]",
            r"claims, entry C1, field 'findings' is \['a'\].*two or more",
        ),
        (
            "status: proved, finding: So., theorems: [thm-wet]",
            "findings: [{reading: a, status: open, finding: So.},"
            " {reading: b, status: refuted, finding: So.}]",
            r"claims, entry C1, findings, entry b, field 'theorems'.*'refuted'",
        ),
        ("finding: So.", "finding: ' '", r"claims, entry C1, field 'finding'.*not empty"),
        ("finding: So.", "found: So.", r"claims, entry C1, field 'found' is 'So.'.*no such field"),
        ("finding: So., ", "", r"claims, entry C1, field 'finding' is None.*must be there"),
        (
            "finding: So.",
            "finding: So., mood: good",
            r"claims, entry C1, field 'mood'.*no such field",
        ),
        ("status: proved, finding", "status: holds under, finding", r"entry C1, field 'under'"),
        ("finding: So.", "finding: So., under: rain", r"entry C1, field 'under' is 'rain'"),
        (
            "chapters: [sky]}\n  - {id: C2",
            "chapters: []}\n  - {id: C2",
            r"entry C1, field 'chapters'",
        ),
        ("id: C2", "id: C1", r"claims, entry C1, field 'id'.*no other entry"),
        ("depends: [C1]", "depends: [C9]", r"claims, entry C2, field 'depends' names 'C9'"),
        ("depends: [C1]", "depends: [C2]", r"entry C2, field 'depends' goes in a circle: C2 → C2"),
        ("depends: [C1]", "depends: [C1, C1]", r"entry C2, field 'depends'.*no word twice"),
        ("finding: So.", "finding: So., depends: [C2]", r"circle: C1 → C2 → C1"),
        (
            "status: in preparation, finding",
            "status: open, finding",
            r"entry C2, field 'status' is 'open'",
        ),
        (
            "status: proved, chapter",
            "status: in preparation, chapter",
            r"entry thm-wet, field 'status'",
        ),
        (
            "status: proved, chapter",
            "status: open, chapter",
            r"entry thm-wet, field 'status' is 'open'",
        ),
        ("depends: [thm-wet]", "depends: [thm-x]", r"theorems, entry thm-snow, field 'depends'"),
        ("default: true", "default: 1", r"assumptions, entry rain, field 'default' is 1"),
        (
            "chapters: [sky], claims: [C1]",
            "claims: [C7]",
            r"entry rain, field 'claims'",
        ),
        ("id: cold", "id: rain", r"conclusions, entry rain, field 'id'"),
        (
            "claims: [C1]}\n  - {id: cold",
            "claims: [C4]}\n  - {id: cold",
            r"conclusions, entry wet, field 'claims'",
        ),
        ("if: [wet]", "if: [snow]", r"steps, entry 3, field 'if' names 'snow'"),
        ("if: [wet]", "if: []", r"steps, entry 3, field 'if'"),
        ("then: cold", "then: rain", r"steps, entry 3, field 'then' names 'rain'"),
        ("cold, by: [thm-wet]", "cold, by: [thm]", r"steps, entry 3, field 'by' names 'thm'"),
        ("cold, by: [thm-wet]", "cold", r"steps, entry 3, field 'by'"),
        (
            "says: [not rain]",
            "says: [not wet]",
            r"stances, entry optimist, field 'says' names 'wet'",
        ),
        ("if: [roof]", "if: [rain]", r"'wet' both follows and fails; from rain, not roof"),
        ("home: claims", "home: claims\nhome: x", r"'home' is there twice"),
        ("home: claims", "- home", r"claims.yml: "),
        ("stances:", "stance:", r"the file, field 'stance' is .*no such field"),
        (
            "given: [The sun exists.]",
            "given: [The sun exists.]\nnews: x",
            r"the file, field 'news'",
        ),
        (
            "given: [The sun exists.]",
            "given: ['']",
            r"the file, field 'given' is \[''\].*not empty",
        ),
        ("given: [The sun exists.]", "given: 3", r"the file, field 'given' is 3.*a list"),
    ],
)
def test_errors_name_the_file_the_entry_and_the_field(
    before: str, after: str, complaint: str
) -> None:
    assert SMALL.count(before) >= 1
    with pytest.raises(ArgumentError, match=complaint) as caught:
        parse(SMALL.replace(before, after, 1))
    assert str(caught.value).startswith("claims.yml: ")


ODD = (None, 3, True, " ", [], ["x"], [3], [[]], {}, {"a": 1}, [{}], ["x", "x"], ["not "], {3: 4})


def places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


@given(
    st.sampled_from([path for path in places(yaml.safe_load(SMALL)) if path]), st.sampled_from(ODD)
)
def test_whatever_stands_in_a_field_is_read_or_refused_in_words(path: tuple, odd: Any) -> None:
    """Nothing in the file makes the reader break; what it refuses it names, with what is allowed."""
    content = yaml.safe_load(SMALL)
    owner = content
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = odd
    try:
        parse(yaml.dump(content))
    except ArgumentError as error:
        said = str(error)
    else:
        said = "allowed: this"
    assert "allowed: " in said or "follows and fails" in said


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"claims\.yml: the file is 'x'"):
        parse("x")
    with pytest.raises(ArgumentError, match="claims, entry 1 is 'C1'"):
        parse(SMALL.split("claims:\n  - {id: C1")[0] + "claims: [C1]\n")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (
            "theorems: [thm-wet],\n     chapters: [sky]",
            "theorems: [thm-wet],\n     chapters: [skyy]",
            r"claims, entry C1, field 'chapters' names 'skyy'; allowed: claims, sky, winter",
        ),
        (
            "status: proved, chapter: sky",
            "status: proved, chapter: seas",
            r"theorems, entry thm-wet, field 'chapter' names 'seas'; allowed: claims, sky, winter",
        ),
        (
            "default: false,\n     chapters: [sky]",
            "default: false,\n     chapters: [roofs]",
            r"assumptions, entry roof, field 'chapters' names 'roofs'; allowed: claims, sky, winter",
        ),
        (
            "home: claims",
            "home: house",
            r"the file, field 'home' names 'house'; allowed: claims, sky$",
        ),
    ],
)
def test_a_chapter_is_written_or_in_preparation(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    file = tmp_path / "claims.yml"
    pages = {"claims", "sky"}
    file.write_text(SMALL)
    assert load(file) == load(file, pages) == parse(SMALL)
    assert SMALL.count(before) == 1
    file.write_text(SMALL.replace(before, after))
    with pytest.raises(ArgumentError, match=complaint):
        load(file, pages)


def test_a_claim_with_two_readings_has_two_findings() -> None:
    split = (
        "findings: [{reading: a, status: open, finding: Perhaps.},"
        " {reading: b, status: proved, finding: So., theorems: [thm-wet]}]"
    )
    claim = parse(SMALL.replace("status: proved, finding: So., theorems: [thm-wet]", split)).claims[
        0
    ]
    assert [(f.reading, f.status, f.theorems) for f in claim.findings] == [
        ("a", "open", ()),
        ("b", "proved", ("thm-wet",)),
    ]
    assert (claim.status, claim.theorems) == (SPLIT, ("thm-wet",))
    assert parse(SMALL).claims[0].status == "proved"


def test_a_position_is_about_the_assumptions() -> None:
    argument = parse(SMALL)
    with pytest.raises(ValueError, match=r"position is \['snow'\]; allowed: .*\['rain', 'roof'\]"):
        argument.judge({"rain": True, "roof": True, "snow": True})


def test_a_step_that_nothing_proved_carries_says_so() -> None:
    marked = SMALL.replace("because: Roofs hold.", "because: Roofs hold., in preparation: true")
    with pytest.raises(ArgumentError, match=r"steps, entry 2, field 'in preparation' is True"):
        parse(marked)
    unproved = SMALL.replace("then: not wet, by: [thm-wet]", "then: not wet, by: [thm-snow]")
    with pytest.raises(ArgumentError, match=r"steps, entry 2, field 'in preparation' is False"):
        parse(unproved)
    both = unproved.replace("because: Roofs hold.", "because: Roofs hold., in preparation: true")
    assert [step.in_preparation for step in parse(both).steps] == [False, True, False]


# ---- the rule ----


def test_what_follows_fails_and_stays_open() -> None:
    argument = parse(SMALL)
    assert outcomes(argument) == {"wet": FOLLOWS, "cold": FOLLOWS}
    assert outcomes(argument, roof=True) == {"wet": FAILS, "cold": OPEN}
    assert outcomes(argument, rain=False) == {"wet": OPEN, "cold": OPEN}


def test_what_is_left_unsaid_leads_nowhere() -> None:
    argument = parse(SMALL)
    states = {name: made.state for name, made in argument.judge({"rain": True}).items()}
    assert states == {"wet": OPEN, "cold": OPEN}
    states = {name: made.state for name, made in argument.judge({"roof": True}).items()}
    assert states == {"wet": FAILS, "cold": OPEN}


def test_a_chain_can_be_read_from_its_start() -> None:
    argument = parse(SMALL)
    assert argument.judge(argument.default)["cold"].chain == (argument.steps[0], argument.steps[2])


def smallest_closed(steps: list[Step], position: Mapping[str, bool]) -> set[Literal]:
    """The twin: the intersection of all sets that hold the position and are closed under the steps."""
    given_ = {Literal(*item) for item in position.items()}
    others = sorted({step.result for step in steps} - given_)
    closed = []
    for chosen in product([False, True], repeat=len(others)):
        held = given_ | {other for other, there in zip(others, chosen, strict=True) if there}
        if all(step.result in held or not set(step.premises) <= held for step in steps):
            closed.append(held)
    return set.intersection(*closed)


literals = st.builds(Literal, st.sampled_from("abcde"), st.booleans())
random_steps = st.lists(
    st.builds(
        Step,
        st.lists(literals, min_size=1, max_size=3, unique=True).map(tuple),
        st.builds(Literal, st.sampled_from("cde"), st.booleans()),
        st.just(("thm",)),
        st.just("so"),
    ),
    max_size=9,
)


@given(random_steps, st.booleans(), st.booleans())
def test_the_rule_is_the_least_closed_set(steps: list[Step], a: bool, b: bool) -> None:
    position = {"a": a, "b": b}
    assert set(derive(steps, position)) == smallest_closed(steps, position)


@given(random_steps, st.randoms())
def test_the_order_of_steps_changes_nothing(steps: list[Step], random: Callable) -> None:
    position = {"a": True, "b": False}
    shuffled = sorted(steps, key=lambda _: random.random())
    assert set(derive(steps, position)) == set(derive(shuffled, position))


@given(random_steps)
def test_a_step_is_taken_only_with_its_premises(steps: list[Step]) -> None:
    reached: list[Literal] = []
    for literal, step in derive(steps, {"a": True, "b": False}).items():
        assert step is None or set(step.premises) <= set(reached)
        reached.append(literal)


# ---- the book's argument ----


@pytest.fixture(scope="module")
def book() -> Argument:
    return load(BOOK)


def worlds_that_keep_the_steps(argument: Argument, position: Mapping[str, bool]) -> np.ndarray:
    """Every way to make the conclusions true or false that breaks no step, a row each."""
    names = [conclusion.id for conclusion in argument.conclusions]
    worlds = (np.arange(2 ** len(names))[:, None] >> np.arange(len(names)) & 1).astype(bool)

    def holds(literal: Literal) -> np.ndarray:
        if literal.name in position:
            return np.full(len(worlds), position[literal.name] == literal.holds)
        return worlds[:, names.index(literal.name)] == literal.holds

    kept = np.ones(len(worlds), dtype=bool)
    for step in argument.steps:
        kept &= holds(step.result) | ~np.all([holds(p) for p in step.premises], axis=0)
    return worlds[kept]


def test_the_rule_says_what_holds_in_every_world_and_no_less(book: Argument) -> None:
    """Over all positions: follows is true in all worlds, fails is false in all, open is neither."""
    says = {(True,): FOLLOWS, (False,): FAILS, (False, True): OPEN}
    known: dict[frozenset[Step], list[str]] = {}
    for position in book.positions():
        # Only steps of which the position grants all assumptions can be broken.
        granted = frozenset(
            step
            for step in book.steps
            if all(position.get(p.name, p.holds) == p.holds for p in step.premises)
        )
        if granted not in known:
            worlds = worlds_that_keep_the_steps(book, position)
            assert len(worlds)
            known[granted] = [says[tuple(sorted(set(column.tolist())))] for column in worlds.T]
        judged = book.judge(position).values()
        assert known[granted] == [outcome.state for outcome in judged], position


def test_every_assumption_decides_something(book: Argument) -> None:
    for assumption in book.default:
        assert any(
            book.judge(position) != book.judge({**position, assumption: not position[assumption]})
            for position in book.positions()
        ), assumption


def test_every_step_carries_something(book: Argument) -> None:
    used = {
        step
        for position in book.positions()
        for outcome in book.judge(position).values()
        for step in outcome.chain
    }
    assert [step for step in book.steps if step not in used] == []


def test_no_conclusion_is_the_same_in_every_position(book: Argument) -> None:
    states = {
        (name, outcome.state)
        for position in book.positions()
        for name, outcome in book.judge(position).items()
    }
    settled = Counter(name for name, _ in states)
    assert [c.id for c in book.conclusions if settled[c.id] < 2] == []


def test_what_follows_without_saying_follows_whatever_is_said(book: Argument) -> None:
    """Of each stance: what its words lead to, every position that fills in the rest leads to as well."""
    for stance in book.stances:
        said = {literal.name: literal.holds for literal in stance.says}
        settled = {k: v.state for k, v in book.judge(said).items() if v.state != OPEN}
        for position in book.positions():
            if said.items() <= position.items():
                judged = book.judge(position)
                assert {k: judged[k].state for k in settled} == settled


def said_by(book: Argument, name: str, **more: bool) -> dict[str, str]:
    stance = next(stance for stance in book.stances if stance.id == name)
    position = {literal.name: literal.holds for literal in stance.says} | more
    return {k: v.state for k, v in book.judge(position).items()}


def test_what_each_side_reaches_by_its_own_words(book: Argument) -> None:
    invariance = said_by(book, "invariance-side")
    for conclusion in ("alike", "odds-frozen"):
        assert invariance[conclusion] == FOLLOWS
    for conclusion in ("share-to-zero", "half-lives", "safe-in-use", "luigi-favoured"):
        assert invariance[conclusion] == FAILS
    for conclusion in ("zero-force", "stories", "watching-fails", "share-falls"):
        assert invariance[conclusion] == OPEN
    decay = said_by(book, "decay-side")
    assert decay.pop("alike") == FAILS
    assert {*decay.values()} == {OPEN}
    granted = said_by(book, "decay-side", bayes=True, sample=True)
    for conclusion in ("share-falls", "share-to-zero", "half-lives", "safe-in-use"):
        assert granted[conclusion] == FOLLOWS
    assert granted["odds-frozen"] == granted["zero-force"] == granted["starts-late"] == FAILS


def test_what_both_sides_must_give_up(book: Argument) -> None:
    """That helpings do more and more, and that early reading does: no Bayesian position leaves either."""
    for position in book.positions():
        if position["bayes"]:
            judged = book.judge(position)
            assert judged["starts-late"].state == judged["early"].state == FAILS


def test_clean_text_lowers_the_share_on_the_invariance_position_too(book: Argument) -> None:
    granted = said_by(book, "invariance-side", sample=True)
    assert (granted["share-falls"], granted["share-to-zero"]) == (FOLLOWS, FAILS)


def test_two_roads_lead_away_from_a_perfect_double(book: Argument) -> None:
    for p in book.positions():
        state = book.judge(p)["alike"].state
        met = p["recognition"] and p["character"] and not p["untestable"]
        if not p["careful"] or met:
            assert state == FAILS
        else:
            hides = p["untestable"] or not p["recognition"]
            assert state == (FOLLOWS if hides else OPEN)


def by_hand(p: Mapping[str, bool]) -> dict[str, tuple[bool, bool]]:
    """When each conclusion follows and when it fails, from the theorems, without steps."""
    bayes, fair, apart = p["bayes"], p["sample"], p["separate"]
    passes = p["careful"] and (p["untestable"] or not p["recognition"])
    met = p["recognition"] and p["character"] and not p["untestable"]
    leaks = not p["careful"] or met
    linear = not bayes and p["lazy"]
    dies, stays = bayes and fair and leaks, bayes and (passes or not fair)
    unmoved = linear and p["untestable"] and apart
    one = linear and p["one-scene"]
    against = one and p["untestable"] and not p["same-way"]
    return {
        "alike": (passes, leaks),
        "untellable": (passes and p["blind"], leaks and fair),
        "watching-fails": (not p["recognition"], p["recognition"]),
        "share-falls": (bayes and fair, False),
        "odds-frozen": (bayes and passes, dies),
        "zero-force": (
            apart and p["untestable"] and ((bayes and passes) or linear),
            not p["untestable"] or dies or (not apart and ((bayes and fair) or linear)),
        ),
        "stories": (bayes and fair and p["character"], bayes and not p["character"]),
        "luigi-favoured": (False, passes and (bayes or p["blind"])),
        "early": (False, bayes),
        "share-to-zero": (dies, stays),
        "half-lives": (dies and p["patience"], stays or (bayes and not p["patience"])),
        "starts-late": (False, bayes),
        "safe-in-use": (
            dies or (one and p["same-way"] and not apart),
            stays or unmoved or against,
        ),
        "scales": (dies and p["adds-up"], stays or (bayes and not p["adds-up"])),
    }


def test_the_board_is_what_the_theorems_say(book: Argument) -> None:
    for position in book.positions():
        judged = book.judge(position)
        for name, (follows, fails) in by_hand(position).items():
            expected = FOLLOWS if follows else FAILS if fails else OPEN
            assert judged.pop(name).state == expected, (name, position)
        assert not judged


def test_every_verdict_is_a_corollary(book: Argument) -> None:
    """It names a theorem that is proved, or says that it is not settled; so does each step."""
    proved = {theorem.label for theorem in book.theorems if theorem.status == "proved"}
    unsettled = {"empirical", "open", IN_PREPARATION}
    for claim in book.claims:
        for finding in claim.findings:
            assert finding.status in unsettled or proved & {*finding.theorems}, claim.id
    for step in book.steps:
        assert step.in_preparation or proved & {*step.theorems}, step.because


# ---- in words ----


def test_a_position_in_words() -> None:
    argument = parse(SMALL)
    assert sentence(argument, argument.default) == (
        "I accept that it rains. I deny that there is a roof. "
        "It follows that one gets wet and that one gets cold."
    )
    assert sentence(argument, {"rain": False, "roof": True}) == (
        "I accept that there is a roof. I deny that it rains. "
        "It is not so that one gets wet. It is open whether one gets cold."
    )


def test_what_would_settle_it_in_words() -> None:
    argument = parse(SMALL)
    assert settling(argument, {"rain": False, "roof": False}, "wet") == (
        "It would follow if you accepted that it rains. It would fail if you accepted that there is a roof."
    )
    assert settling(argument, {"rain": True, "roof": True}, "cold") == (
        "It would follow if you denied that there is a roof."
    )
    assert settling(argument, {"rain": False, "roof": True}, "cold") == (
        "No single change of yours would settle it."
    )


def test_a_step_in_words() -> None:
    argument = parse(SMALL)
    first, second, _ = argument.steps
    assert inference(argument, first.premises, first.result) == (
        "If it rains and there is none, then one gets wet."
    )
    assert inference(argument, second.premises, second.result) == (
        "If there is a roof, then one stays dry."
    )


def test_titles_fit_into_sentences(book: Argument) -> None:
    for title in [
        item["title"] for part in ("assumptions", "conclusions") for item in record(book)[part]
    ]:
        assert not title.endswith(".")
        assert title[0].islower()
