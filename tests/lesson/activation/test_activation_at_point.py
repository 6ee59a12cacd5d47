"""Activations looked at closely: slopes, slips, chains, a unit that dies, and own activations."""

import numpy as np
import pytest

import mlpcore
from mlpcore import Activation, lesson
from mlpcore.activations import Rule
from mlpcore.lesson.activation.activation_at_point import (
    GRID,
    WAYS,
    ActivationAtPoint,
    written_slope,
)
from mlpcore.lesson.activation.activation_summary import (
    FREE,
    SIMPLE,
    cost,
    operations,
    summary_of,
)
from mlpcore.lesson.activation.dead_relu import FORMULAS, DeadRelu, X, Y
from mlpcore.lesson.activation.topics import (
    QUESTIONS,
    TOPICS,
    asked,
    tell_activation,
    tell_unit,
    tell_unit_chain,
)
from mlpcore.lesson.activation.unit_chain import UnitChain
from mlpcore.lesson.notation.numbers import brief
from tests.helpers.letters import letters

FAMILY = [mlpcore.identity, mlpcore.sigmoid, mlpcore.tanh, mlpcore.relu]
names = [f.name for f in FAMILY]
each_activation = pytest.mark.parametrize("f", FAMILY, ids=names)


def leaky(slope: float = 0.1) -> Activation:
    """A leaky ReLU that claims this slope on the left; 0.1 is the true one."""
    return Activation(
        "leaky",
        lambda net: np.where(net > 0, net, 0.1 * net),
        lambda net: np.where(net > 0, 1.0, slope),
    )


# --- check_activation ----------------------------------------------------------------------------


@each_activation
def test_every_activation_of_the_package_passes_the_check(f: Activation) -> None:
    verdict = lesson.check_activation(f)
    assert verdict.ok
    assert verdict.worst is None
    assert "agrees with central differences at 121 net inputs from -6 to 6" in str(verdict)


def test_an_activation_may_be_given_by_name() -> None:
    assert str(lesson.check_activation("tanh")) == str(lesson.check_activation(mlpcore.tanh))


def test_a_bend_is_named_and_the_slope_of_either_side_is_right_there() -> None:
    assert "f bends at net = 0" in lesson.check_activation(mlpcore.relu).message
    for at_zero in (0.0, 1.0):
        one_side = Activation(
            "relu",
            mlpcore.relu.function,
            lambda net: np.where(net == 0, at_zero, net > 0),  # noqa: B023
        )
        assert lesson.check_activation(one_side).ok
    middle = Activation("relu", mlpcore.relu.function, lambda net: np.where(net == 0, 0.5, net > 0))
    assert lesson.check_activation(middle).worst == 0


def test_a_wrong_slope_is_caught_and_the_worst_net_is_named() -> None:
    slip = Activation("slip", np.tanh, lambda net: 1 - net**2)
    verdict = lesson.check_activation(slip)
    assert not verdict.ok
    nets = np.arange(-60, 61) / 10
    wrong, true = 1 - nets**2, 1 - np.tanh(nets) ** 2
    error = np.abs(wrong - true) / np.maximum(1, np.maximum(np.abs(wrong), np.abs(true)))
    assert verdict.worst == nets[np.argmax(np.round(error, 3))]
    assert f"worst at net = {verdict.worst:g}" in verdict.message


@pytest.mark.parametrize("factor", [1.001, 0.999])
def test_a_slope_wrong_by_a_thousandth_is_caught(factor: float) -> None:
    off = Activation("off", np.tanh, lambda net: factor * (1 - np.tanh(net) ** 2))
    assert not lesson.check_activation(off).ok


def test_of_equally_bad_nets_the_first_is_named() -> None:
    verdict = lesson.check_activation(leaky(0.2))
    assert verdict.worst == -6
    assert verdict.message.endswith("slope gives 0.2, the central difference 0.1")


def test_a_wrong_slope_from_the_output_is_caught() -> None:
    off = Activation("off", np.tanh, mlpcore.tanh.slope, lambda o: 1 - o)
    assert "slope_of_output" in lesson.check_activation(off).message


def test_a_function_that_overflows_far_out_is_caught() -> None:
    naive = Activation("softplus", lambda net: np.log(1 + np.exp(net)), mlpcore.sigmoid)
    assert lesson.check_activation(naive).message == (
        "softplus: f is not a finite number at net = 1000"
    )


def test_what_is_no_elementwise_activation_is_refused() -> None:
    with pytest.raises(ValueError, match="softmax has no slope at one net input"):
        lesson.check_activation("softmax")
    with pytest.raises(ValueError, match="unknown activation 'tahn': did you mean 'tanh'"):
        lesson.check_activation("tahn")
    summed = Activation("summed", lambda net: net.sum(), np.ones_like)
    with pytest.raises(ValueError, match=r"summed.*gives shape"):
        lesson.check_activation(summed)


# --- at_point -------------------------------------------------------------------------------------


@pytest.mark.parametrize("net", [-2.5, 0.0, 0.3, 4.0])
def test_a_closeup_holds_what_the_activations_give(net: float) -> None:
    look = ActivationAtPoint(FAMILY, 1, net, d_z=-0.7, step=0.1)
    for n, f in enumerate(FAMILY):
        assert look.column("z")[n] == f(net)
        assert look.column("slope")[n] == f.derivative(net)
        assert look.column("slope_of_output")[n] == f.derivative_from_output(f(net))
        assert look.column("delta")[n] == pytest.approx(-0.7 * f.derivative(net), rel=1e-12)
        central = (f(net + 0.1) - f(net - 0.1)) / 0.2
        assert look.column("central")[n] == pytest.approx(central, rel=1e-12, abs=1e-15)


def test_what_the_notes_write_is_what_the_slips_give() -> None:
    for f, wrong in ((mlpcore.tanh, 1 - GRID**2), (mlpcore.sigmoid, GRID * (1 - GRID))):
        assert written_slope(f, GRID) == pytest.approx(wrong, rel=1e-12, abs=1e-13)
    assert written_slope(mlpcore.relu, GRID) is None
    assert written_slope(leaky(), GRID) is None


def test_the_central_difference_of_relu_at_0_is_one_half_for_every_step() -> None:
    for step in (2.0, 0.5, 1e-6):
        look = ActivationAtPoint(FAMILY, 3, 0.0, step=step)
        found = [look.number(key) for key in ("left", "central", "right", "slope")]
        assert found == [0.0, 0.5, 1.0, 0.0]
        assert look.has_kink


@each_activation
def test_every_formula_has_its_numbers_in_place(f: Activation) -> None:
    look = ActivationAtPoint(FAMILY, FAMILY.index(f), -1.5, d_z=0.5)
    for key in WAYS:
        way = look.way(key)
        assert "«" not in way.text + way.latex
        assert "{}" not in way.text
        np.testing.assert_equal(way.value, look.number(key))


def test_formulas_read_as_one_writes_them() -> None:
    look = ActivationAtPoint(FAMILY, 2, -1.5)
    assert look.way("slope").text == "f′(net) = 1 − tanh²(−1.50)"
    assert look.way("slope_of_output").text == "f′ = 1 − (−0.91)²"
    assert look.way("written").text == "f′ = 1 − (−1.50)²"
    assert ActivationAtPoint(FAMILY, 1, 1.0).way("slope_of_output").text == "f′ = 0.73 · (1 − 0.73)"
    assert ActivationAtPoint([leaky()], 0, 2.0).way("slope").text == "f′(net) = leaky′(2)"


def test_an_activation_without_a_form_from_the_output_has_none() -> None:
    look = ActivationAtPoint([*FAMILY, leaky()], 4, 1.0)
    assert not look.has_output_form
    assert np.isnan(look.number("slope_of_output"))


# --- chain ---------------------------------------------------------------------------------------


@each_activation
@pytest.mark.parametrize("w", [1.0, -1.5, 0.3])
def test_a_tower_is_what_a_network_of_single_units_gives(f: Activation, w: float) -> None:
    chain = UnitChain(f, 0.4, w)
    mlp = mlpcore.MLP.from_weights([[[1.0]], *[[[w]]] * 9], [[0.0]] * 10, f)
    fwd = mlp.forward([0.4])
    bwd = mlp.backward(fwd, fwd.o - 1.0)
    for l in range(1, 11):
        assert chain.net[l - 1] == fwd.net[l][0]
        assert chain.delta[l - 1] == pytest.approx(bwd.delta[l][0], rel=1e-9)
        slopes = f.derivative(np.array([fwd.net[i][0] for i in range(l, 11)]))
        assert chain.product[l - 1] == pytest.approx(np.prod(slopes), rel=1e-12)


def test_ten_sigmoids_leave_a_millionth_at_best() -> None:
    assert UnitChain(mlpcore.sigmoid, 0.0).best == 0.25**10
    assert UnitChain(mlpcore.sigmoid, 0.0).product[0] < 0.25**10


# --- lone unit -----------------------------------------------------------------------------------


def test_a_lone_unit_is_a_network_with_one_weight() -> None:
    mlp = mlpcore.MLP.from_weights([[[1.5]]], [[0.5]], "relu")
    bwd = mlp.backward(mlp.forward(X), Y)
    unit = DeadRelu(mlpcore.relu)
    assert unit.values["eps"] == bwd.eps
    assert (unit.values["dw"], unit.values["db"]) == (bwd.dW[0][0, 0], bwd.db[0][0])
    mlp.descend(bwd, 0.1)
    after = unit.descended(0.1)
    assert (after.w, after.b) == (mlp.W[0][0, 0], mlp.b[0][0])


def test_the_formulas_of_a_lone_unit_have_the_same_letters_as_text_and_in_latex() -> None:
    for text, latex in FORMULAS:
        assert letters(latex) == letters(text.removesuffix(" over the four samples"))


def test_a_step_too_long_kills_a_relu_and_no_step_brings_it_back() -> None:
    dead = DeadRelu(mlpcore.relu).descended(1.0)
    assert dead.is_dead
    assert dead.descended(1.0) == dead


def test_a_dead_unit_lifted_or_leaky_is_alive_again() -> None:
    dead = DeadRelu(mlpcore.relu).descended(1.0)
    assert dead.lifted().open_samples == 4
    assert dead.lifted().samples["net"].min() == pytest.approx(0.25)
    unit = DeadRelu(leaky(), dead.w, dead.b)
    for _ in range(200):
        unit = unit.descended(0.1)
    assert not DeadRelu(mlpcore.relu, unit.w, unit.b).is_dead


# --- portraits -----------------------------------------------------------------------------------


def test_ranges_and_slopes_are_those_of_the_activations() -> None:
    found = {f.name: summary_of(f) for f in FAMILY}
    assert (found["sigmoid"].low, found["sigmoid"].high) == (0, 1)
    assert (found["tanh"].low, found["tanh"].high) == (-1, 1)
    assert (found["relu"].low, found["relu"].high) == (0, np.inf)
    assert (found["identity"].low, found["identity"].high) == (-np.inf, np.inf)
    assert [found[name].largest_slope for name in names] == [1, 0.25, 1, 1]
    assert [found[name].saturates for name in names] == ["no", "both sides", "both sides", "left"]
    assert found["sigmoid"].best_of_ten == 0.25**10


def test_operations_are_counted_while_the_rule_runs() -> None:
    found = operations(lambda net: np.exp(net) * 2 + np.where(net > 0, 1, net**2), np.ones(1))
    assert found == {"exp": 1, "multiply": 1, "add": 1, "where": 1, "greater": 1, "square": 1}
    assert cost(lambda net: np.tanh(net) + 1) == "tanh, 1 simple"
    assert cost(np.ones_like) == "nothing"


@pytest.mark.parametrize("name", sorted(SIMPLE))
def test_a_simple_operation_is_one_of_numpy_and_counts_as_simple(name: str) -> None:
    rule = getattr(np, name)
    given = {"where": 3, "clip": 3}.get(name) or getattr(rule, "nin", 1)
    assert cost(lambda net: rule(*[net] * given)) == "1 simple"


@pytest.mark.parametrize("name", sorted(FREE))
def test_what_only_makes_or_looks_at_an_array_costs_nothing(name: str) -> None:
    given = (7.0,) if name == "full_like" else ()
    assert cost(lambda net: getattr(np, name)(net, *given)) == "nothing"


def test_the_call_of_another_activation_counts_as_such() -> None:
    assert cost(lambda net: net * mlpcore.sigmoid(net)) == "other activation, 1 simple"


def copied(net: np.ndarray) -> np.ndarray:
    """A leaky ReLU that writes into a copy."""
    z = net.copy()
    z[z < 0] *= 0.01
    return z


WAYS_TO_WRITE = {
    "copy": (copied, "2 simple"),
    "astype": (lambda net: np.tanh(net.astype(np.float32)), "tanh"),
    "vectorize": (np.vectorize(np.tanh, otypes=[float]), "tanh (vectorized)"),
    "select": (lambda net: np.select([net < 0], [0.01 * net], net), "select, 2 simple"),
    "piecewise": (lambda net: np.piecewise(net, [net < 0], [0.0, np.tanh]), "piecewise, 1 simple"),
    "out": (lambda net: np.tanh(net, out=np.empty_like(net)), "tanh"),
    "where": (lambda net: np.tanh(net, out=np.zeros_like(net), where=net > 0), "tanh, 1 simple"),
    "plain arrays alone": (lambda net: np.tanh(net) if type(net) is np.ndarray else net.no,
                           "not counted"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "said"), WAYS_TO_WRITE.values(), ids=WAYS_TO_WRITE)
def test_a_rule_is_in_the_table_however_it_is_written(rule: Rule, said: str) -> None:
    f = Activation("own", rule, np.ones_like)
    assert summary_of(f).cost == said
    assert said in str(lesson.compare_activations(f))


def test_counting_changes_no_result() -> None:
    at = np.array([0.3, -2.0])
    for f in FAMILY:
        assert np.array_equal(f.function(at), f(at))
        operations(f.function, at)
        assert np.array_equal(at, [0.3, -2.0])


def test_the_table_has_a_row_for_each_and_own_ones_too() -> None:
    table = str(lesson.compare_activations("sigmoid", leaky())).splitlines()
    assert [line.split()[0] for line in table] == ["activation", "sigmoid", "leaky"]
    assert "0 to 0.25" in table[1]
    assert "not given" in table[2]


# --- what is told of it ---------------------------------------------------------------------------


@each_activation
@pytest.mark.parametrize("topic", ["slope", "letters", "difference", "delta", "family"])
def test_what_is_told_are_sentences_and_a_line_that_runs(f: Activation, topic: str) -> None:
    told = tell_activation(ActivationAtPoint([f], 0, 0.5), topic)
    for sentence in told.sentence.split(". "):
        assert sentence[0] == sentence[0].upper()
    net, d_z = np.array([0.5]), np.array([2.0])
    about = {"f": f, "net": net, "z": f(net), "d_z": d_z, "lesson": lesson, "np": np}
    exec(told.code, about)
    if topic == "delta":
        assert about["delta"] == d_z * f.derivative(net)


OF_ONE_NET = [
    (mlpcore.sigmoid, {"net": 0.5}, "slope", "Two routes lead to it"),
    (mlpcore.sigmoid, {"net": 40.0}, "slope", "From the output, digits are lost"),
    (leaky(), {"net": 1.0}, "slope", "no rule for it from the output"),
    (mlpcore.tanh, {"net": 0.5}, "letters", "the notes' line gives 0.75; in truth it is 0.79"),
    (mlpcore.relu, {"net": 0.5}, "letters", "Here the letter does no harm"),
    (mlpcore.identity, {"net": 0.5}, "letters", "The slope does not depend on net"),
    (leaky(), {"net": 0.5}, "letters", "This one is your own"),
    (mlpcore.tanh, {"net": 0.5}, "difference", "What comes out agrees with f′"),
    (mlpcore.tanh, {"net": 0.5, "step": 2.0}, "difference", "not yet the tangent"),
    (mlpcore.tanh, {"net": 1e15}, "difference", "Beside so large a net s is lost"),
    (leaky(), {"net": 0.0}, "difference", "0.10 from the left, 1 from the right, and the central "
     "difference, 0.55, is their mean"),
    (mlpcore.sigmoid, {"net": 0.0}, "delta", "Here it is 100 % of the largest slope"),
    (mlpcore.sigmoid, {"net": 5.0}, "delta", "Here it is 2.66 % of the largest slope that there "
     "is: the unit is saturated"),
    (mlpcore.tanh, {"net": 0.5}, "family", "At net = 0.50, read what each"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "how", "topic", "words"), OF_ONE_NET)
def test_what_is_told_is_what_is_so_at_this_net(
    f: Activation, how: dict[str, float], topic: str, words: str
) -> None:
    """By hand: 1 − 0.5² and 1 − tanh² 0.5; (0.1 + 1)/2; σ′(5) is 0.00665, and 0.25 at most."""
    told = tell_activation(ActivationAtPoint([f], 0, **how), topic)
    assert words in told.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert ("from_output" in told.code) == (topic == "slope" and f.slope_of_output is not None)


def test_a_tower_and_a_unit_are_told_with_their_numbers() -> None:
    """1.5⁹ · 0.25¹⁰ at best; and a unit is dead, or has so many samples that move it."""
    told = tell_unit_chain(UnitChain(mlpcore.sigmoid, 0.0, 1.5))
    assert told.name == "10 slopes of sigmoid, multiplied"
    assert "joined by the weight w = 1.50" in told.sentence
    left = np.prod(mlpcore.sigmoid.derivative(UnitChain(mlpcore.sigmoid, 0.0, 1.5).net))
    assert f"all slopes together make {brief(float(left))}. With" in told.sentence
    assert f"it would be {brief(0.25**10)} (dotted)" in told.sentence
    dead = tell_unit(DeadRelu(mlpcore.relu, -1.0, -9.0))
    assert dead.name == "one relu unit: dead"
    assert "no number of steps will ever move the unit again" in dead.sentence
    for b, said in ((9.0, "4 of 4 samples have"), (-1.9, "1 of 4 samples has")):
        unit = DeadRelu(mlpcore.relu, 1.0, b)
        alive = tell_unit(unit)
        assert (alive.name, unit.is_dead) == ("one relu unit: alive", False)
        assert f"{said} a slope other than 0: through {'it' if '1 of' in said else 'them'}" in (
            alive.sentence
        )


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_asked_first_gives_nothing_away(topic: str) -> None:
    """A question in place of the sentence; of a unit not even whether it is dead."""
    unit = tell_unit(DeadRelu(mlpcore.relu, -1.0, -9.0))
    before = asked(unit, topic)
    assert before.sentence == QUESTIONS[topic]
    assert before.sentence.count("?") + before.sentence.endswith(".") >= 1
    assert before.code == unit.code
    assert before.name == ("one unit: dead or alive?" if topic == "unit" else unit.name)
