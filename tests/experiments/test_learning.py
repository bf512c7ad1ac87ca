"""The learners, their training, and the prediction made before it."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from scipy.integrate import quad

from experiments import bayes, documents, order, recognition, scenes, stories, transfer
from experiments.cells import Cell
from experiments.kernel import predicted_kappa
from experiments.networks import document_network, scene_network
from experiments.stories import Authors
from experiments.training import OPTIMISERS, log_spaced, optimiser, train
from waluigi import transfer as law

TESTED, FAR = np.array([0.8, -0.3, 1.4, 0.5]), np.array([0.2, 1.1, 0.7, -0.9])
DIRECTIONS = {"sgd": TESTED, "momentum": TESTED, "adam": np.sign(TESTED), "sign": np.sign(TESTED)}

DRAW = jax.jit(Authors.draw, static_argnums=(0, 1, 2))


def observe(network):
    return network(jnp.asarray(TESTED)), network(jnp.asarray(FAR))


def clean_loss(network, *_):
    return stories.logistic_loss(network(jnp.asarray(TESTED)), 0.0)


@pytest.mark.parametrize("rule", OPTIMISERS)
def test_the_kernel_of_a_linear_learner_is_the_law(rule: str) -> None:
    """In double precision, to the last digits: nothing here calls the book's formula."""
    with jax.enable_x64(True):
        network = scene_network("linear", 4, 0, 0, "tanh", jax.random.key(1))
        network = eqx.tree_at(lambda n: n.weights, network, jnp.array([0.3, -0.2, 0.5, 0.1]))
        predicted = float(predicted_kappa(network, clean_loss, observe, rule))
    assert predicted == pytest.approx(law.transfer(TESTED, FAR, DIRECTIONS[rule]), rel=1e-12)


@pytest.mark.parametrize(
    ("rule", "within"), [("sgd", 1e-11), ("momentum", 1e-11), ("sign", 1e-11), ("adam", 1e-5)]
)
def test_a_linear_learner_keeps_the_law_at_every_step(rule: str, within: float) -> None:
    with jax.enable_x64(True):
        network = scene_network("linear", 4, 0, 0, "tanh", jax.random.key(1))
        network = eqx.tree_at(lambda n: n.weights, network, jnp.array([0.3, -0.2, 0.5, 0.1]))
        looks = np.array([0, 1, 10, 100])
        _, (near, far) = train(
            network, optimiser(rule, 0.01), clean_loss, looks, observe, jax.random.key(0)
        )
        near, far = np.asarray(near), np.asarray(far)
    moved = (far[1:] - far[0]) / (near[1:] - near[0])
    np.testing.assert_allclose(moved, law.transfer(TESTED, FAR, DIRECTIONS[rule]), rtol=within)
    assert near[-1] < near[0] - 0.3


def test_weight_decay_is_the_books() -> None:
    rate, decay = 0.05, 0.4
    with jax.enable_x64(True):
        network = scene_network("linear", 4, 0, 0, "tanh", jax.random.key(1))
        start = jnp.array([0.3, -0.2, 0.5, 0.1])
        network = eqx.tree_at(lambda n: n.weights, network, start)
        trained, _ = train(
            network,
            optimiser("sgd", rate, decay),
            clean_loss,
            np.array([0, 50]),
            observe,
            jax.random.key(0),
        )
        weights, start = np.asarray(trained.weights), np.asarray(start)
    expected = law.train([TESTED], start, law.descent(rate, decay=decay), 50)[-1]
    np.testing.assert_allclose(weights, expected, rtol=1e-10)


def test_the_kernel_is_the_sum_over_gradients() -> None:
    """For a perceptron, against the tangent kernel written out scene by scene."""
    world = scenes.flagged(tested=3, overlap=0.3)
    x = stories.blend(world.parts, jax.random.key(5))
    network = scene_network("mlp", stories.FEATURES, 8, 2, "tanh", jax.random.key(6))
    look = world.observer(x)

    def seen(network):
        tested, far = look(network)
        return tested, far["flag"]

    predicted = predicted_kappa(
        network, lambda n: scenes.mean_loss(n, x, world.clean_corpus()), seen, "sgd"
    )
    gradients = []
    for scene in x:
        slope = eqx.filter_grad(lambda n, scene=scene: n(scene))(network)
        gradients.append(np.concatenate([np.ravel(a) for a in jax.tree.leaves(slope)]))
    kernel = np.array(gradients) @ np.array(gradients).T
    residuals = 1 / (1 + np.exp(-np.asarray(jax.vmap(network)(x[:3]))))
    pull = kernel[:, :3] @ residuals
    assert float(predicted) == pytest.approx(pull[3] / pull[:3].mean(), rel=1e-4)


def test_one_step_goes_where_the_kernel_says() -> None:
    told = transfer.BASE | {"learned": 50, "steps": 1, "rate": 1e-3}
    _, (predicted, near, far) = transfer.scene_phase(told, 4)
    moved = (far[:, 1] - far[:, 0]) / (near[:, 1] - near[:, 0])
    np.testing.assert_allclose(moved, predicted, atol=0.02)


def test_rows_of_the_linear_runs_are_the_law() -> None:
    """With weight decay kappa is no constant, and the law holds all the same."""
    settings = transfer.BASE | transfer.VARIED["linear-decay"]
    settings |= {"learned": 30, "steps": 300, "weight_decay": 0.5}
    rows = list(transfer.rows(Cell("linear-decay", settings, 4)))
    assert {row["step"] for row in rows} > {0, 300}
    for row in rows:
        assert row["untested_predicted"] == pytest.approx(row["untested_logit"], abs=2e-4)
    assert (
        max(abs(row["kappa"] - row["kappa_predicted"]) for row in rows if row["step"] == 300) > 0.05
    )


@pytest.mark.parametrize("architecture", ["transformer", "gru", "counts"])
def test_learners_of_documents_learn(architecture: str) -> None:
    """After 150 steps the loss is well below that of the best constant."""
    authors = Authors()
    network = document_network(architecture, authors.words, 8, 16, jax.random.key(0))
    scenes_, acts = DRAW(authors, 256, 8, jax.random.key(1))
    trained, _ = train(
        network,
        optax.adam(1e-2),
        lambda n, _, key: documents.batch_loss(n, *authors.draw(32, 8, key)),
        np.array([0, 150]),
        lambda n: jnp.zeros(()),
        jax.random.key(2),
    )
    rate = float(acts.mean())
    constant = -(rate * np.log(rate) + (1 - rate) * np.log(1 - rate))
    p = jax.jit(authors.predictive)(scenes_, acts)
    exact = float(-(acts * jnp.log(p) + (1 - acts) * jnp.log1p(-p)).mean())
    loss = float(eqx.filter_jit(documents.batch_loss)(trained, scenes_, acts))
    assert exact - 0.01 < loss < exact + (constant - exact) / 3


@pytest.mark.parametrize("architecture", ["transformer", "gru", "counts"])
def test_no_learner_sees_the_future(architecture: str) -> None:
    network = eqx.filter_jit(document_network(architecture, 3, 6, 8, jax.random.key(0)))
    scenes_, acts = jnp.array([0, 1, 0, 1, 1, 0]), jnp.array([0.0, 1, 0, 0, 1, 0])
    now = network(scenes_, acts)
    later = network(scenes_.at[4].set(0), acts.at[3].set(1.0))
    np.testing.assert_array_equal(now[:4], later[:4])
    assert abs(now[4] - later[4]) > 1e-6


def test_the_exact_prediction_is_an_integral() -> None:
    authors = Authors(slipping=0.2, clever=0.5, often=2, seldom=3, tested=1)
    scenes_, acts = jnp.array([[0, 1, 1, 0, 1]]), jnp.array([[0.0, 0, 1, 0, 0]])

    read = list(zip(np.asarray(scenes_[0]), np.asarray(acts[0]), strict=True))

    def given(rate: float, chapters: int) -> float:
        slips = np.prod([rate if act else 1 - rate for _, act in read[:chapters]])
        clever = [(rate if act else 1 - rate) if flag else 1 - act for flag, act in read[:chapters]]
        return 12 * rate * (1 - rate) ** 2 * (0.2 * slips + 0.5 * np.prod(clever))

    def likelihood(chapters: int) -> float:
        never = 0.3 if not any(act for _, act in read[:chapters]) else 0.0
        return quad(given, 0, 1, (chapters,))[0] + never

    exact = np.asarray(jax.jit(authors.predictive)(scenes_, acts))[0]
    for n in range(5):
        happened = likelihood(n + 1) / likelihood(n)
        chance = happened if float(acts[0, n]) else 1 - happened
        assert exact[n] == pytest.approx(chance, abs=2e-5)


def test_drawn_documents_turn_as_predicted() -> None:
    authors = Authors()
    scenes_, acts = DRAW(authors, 20_000, 6, jax.random.key(3))
    error = np.asarray(acts - jax.jit(authors.predictive)(scenes_, acts))
    assert abs(error.mean(0)).max() < 4 * error.std() / np.sqrt(20_000)


def test_order_does_not_matter_to_bayes_and_questions_keep_their_last_chapter() -> None:
    asked = bayes.questions()
    right = np.asarray(bayes.EXACT(*asked))
    for i, n in enumerate(bayes.PREFIXES):
        np.testing.assert_allclose(right[i, ..., n], right[i, :, :1, n].repeat(8, 1), rtol=1e-4)
    assert (np.asarray(asked[1])[4] != np.asarray(asked[1])[4, :, :1]).any()


def test_divergence_is_that_of_two_coins() -> None:
    exact, said = 0.2, 0.05
    expected = exact * np.log(exact / said) + (1 - exact) * np.log((1 - exact) / (1 - said))
    found = bayes.divergence(jnp.array(exact), jnp.log(said / (1 - said)))
    assert float(found) == pytest.approx(expected, rel=1e-5)


def test_schedules_hold_the_same_documents() -> None:
    plans = order.schedules(300, 70)
    assert {name: int(plan.sum()) for name, plan in plans.items()} == {
        "never": 0,
        "before": 70,
        "mixed": 70,
        "after": 70,
    }
    assert {len(plan) for name, plan in plans.items() if name != "never"} == {370}
    gaps = np.diff(np.flatnonzero(plans["mixed"]))
    assert gaps.min() >= 5
    assert gaps.max() <= 6
    longest = max(c.settings["rest_steps"] + c.settings["clean_steps"] for c in order.cells(False))
    assert longest <= order.LONGEST


def test_overlap_and_likeness_are_cosines() -> None:
    world = scenes.flagged(tested=4, overlap=0.5, past=0.7)
    mean = world.parts[:4].mean(0) / np.linalg.norm(world.parts[:4].mean(0))
    flag = world.parts[4]
    assert flag @ mean == pytest.approx(0.5)
    np.testing.assert_allclose(world.parts[5:] @ flag, 0.7)
    np.testing.assert_allclose(np.linalg.norm(world.parts, axis=1), 1)
    assert 4 not in world.clean
    assert set(world.clean) == {0, 1, 2, 3, 5, 6, 7, 8}


def test_exact_recognition_is_bayes_rule() -> None:
    _, tests, exact = recognition.text(2.0, 0.25)
    at = int(np.flatnonzero(recognition.GRID == 1.0)[0])
    assert exact[at] == pytest.approx(
        np.log(0.25 / 0.75), abs=1e-3
    )  # Half likely to be real, half a turn.
    assert float(tests.weights.sum()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (
            lambda: scene_network("deep", 4, 8, 2, "tanh", jax.random.key(0)),
            "architecture is 'deep'",
        ),
        (lambda: scene_network("mlp", 4, 8, 2, "sine", jax.random.key(0)), "activation is 'sine'"),
        (lambda: document_network("mlp", 3, 4, 8, jax.random.key(0)), "architecture is 'mlp'"),
        (lambda: optimiser("newton", 0.1), "name is 'newton'"),
        (lambda: optimiser("sgd", 0.0), "rate is 0"),
        (lambda: optimiser("sgd", 0.1, -1.0), "weight_decay is -1"),
        (lambda: log_spaced(-1), "steps is -1"),
    ],
)
def test_bad_input_is_named(call, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        call()
