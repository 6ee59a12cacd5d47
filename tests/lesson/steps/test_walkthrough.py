"""The steps of a pass: their keys, code, words and the table that they print."""

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

import mlpcore
from mlpcore import MLP
from mlpcore.activations import quiet
from mlpcore.backprop import mean_row, outer
from mlpcore.lesson import Step, walkthrough
from mlpcore.lesson.notation.activation_formulas import slope_keys
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.steps.quantities import SECTIONS
from tests.helpers.passes import PASSES, each_pass, walk

PACKAGE = Path(mlpcore.__file__).parent


def names_of(step: Step) -> dict[str, object]:
    """What the line of a step may use: the names of the notes, as in `mlpcore`."""
    trace = step.trace
    fwd, bwd = trace.fwd, trace.bwd
    return {
        "W": list(trace.mlp.W), "b": list(trace.mlp.b), "f": trace.f, "loss": trace.loss,
        "x": fwd.z[0], "y": trace.y, "eta": trace.eta, "net": list(fwd.net), "z": list(fwd.z),
        "o": fwd.o, "d_o": bwd.d_o, "delta": list(bwd.delta), "dW": list(bwd.dW),
        "db": list(bwd.db), "matvec": np.matvec, "outer": outer, "mean_row": mean_row,
    }  # fmt: skip


@quiet
def run(step: Step) -> object:
    """What the line gives that a step shows as its code."""
    names = names_of(step)
    exec(step.code, names)
    return eval(step.code.split(" = ")[0], names)


def package_lines(h: int) -> set[str]:
    """The lines of the mathematics with the layers of a network of h hidden layers put in.

    A row of the notes' IV is a list comprehension; ∂ε/∂o, once found, is called d_o.
    """
    lines = set()
    for module in ("network", "backprop", "losses"):
        source = (PACKAGE / f"{module}.py").read_text(encoding="utf-8")
        source = re.sub(r"(\w+) = \[(.*) for l in range\(h \+ 1\)\]", r"\1[l] = \2", source)
        source = source.replace("self.gradient(y, f(net))", "d_o")
        source = source.replace("return f.pull", "delta[h + 1] = f[h + 1].pull")
        source = source.replace("pullback(net, d_o)", "pullback(net[h + 1], d_o)")
        for l in range(h + 2):
            layers = SimpleNamespace(l=l, h=h)
            lines |= {_with_layers(line.strip(), layers) for line in source.splitlines()}
    return lines


def _with_layers(line: str, layers: SimpleNamespace) -> str:
    """net[l + 1] is net[2] for l = 1."""
    return re.sub(r"\[([lh](?: \+ 1)?)\]", lambda at: f"[{eval(at[1], vars(layers))}]", line)


def test_the_keys_are_those_of_the_contract() -> None:
    """In the order in which the quantities can be computed."""
    assert " ".join(step.key for step in walk("one hidden layer")) == (
        "net_1 z_1 net_2 z_2 eps d_o delta_2 delta_1 dW_1 db_1 dW_0 db_0 W_1 b_1 W_0 b_0"
    )


@pytest.mark.section("softmax")
def test_softmax_has_its_jacobian_and_with_cross_entropy_its_collapse_as_steps() -> None:
    """The long way and the short one, side by side."""
    keys = [step.key for step in walk("softmax") if step.section == "III"]
    assert keys == ["d_o", "J_2", "delta_2", "collapsed:delta_2", "delta_1"]
    assert "collapsed:delta_2" not in [step.key for step in walk("softmax, squared")]
    assert "collapsed:delta_2" not in [step.key for step in walk("own softmax")]


@pytest.mark.section("III")
def test_sigmoid_has_its_collapse_as_a_step_with_the_loss_that_suits_it_and_no_other() -> None:
    """First ∂ε/∂o times the slope, by the line that says so, then what is left of it."""
    steps = walk("binary")
    keys = [step.key for step in steps if step.section == "III"]
    assert keys == ["d_o", "delta_2", "collapsed:delta_2", "delta_1"]
    assert steps["delta_2"].code == "delta[2] = f[2].pullback(net[2], d_o)"
    assert steps["collapsed:delta_2"].code == "delta[2] = loss.delta(y, f[2], net[2])"
    for other in ("sigmoid, entropy", "two outputs", "softmax, binary", "own loss"):
        assert "collapsed:delta_2" not in [step.key for step in walk(other)]


@pytest.mark.parametrize(
    ("name", "said"),
    [("softmax", "where the targets add up to 1"), ("binary", "the slope of the sigmoid cancels")],
)
def test_the_words_of_a_collapse_say_why(name: str, said: str) -> None:
    assert said in walk(name)["collapsed:delta_2"].words


@each_pass
def test_the_sections_are_those_of_the_notes_in_their_order(name: str) -> None:
    """I forward, II error, III backprop, IV gradients, V descent."""
    assert list(dict.fromkeys(step.section for step in walk(name))) == list(SECTIONS)


@each_pass
def test_the_code_of_every_step_gives_its_value(name: str) -> None:
    """The line on the screen, run as it stands."""
    for step in walk(name):
        assert_allclose(run(step), step.value, rtol=1e-12, atol=1e-15, err_msg=step.key)


@each_pass
def test_the_code_of_every_step_is_a_line_of_the_package(name: str) -> None:
    """With the numbers of the layers put in; only J, which no line needs, is a plain call."""
    shown = [step for step in walk(name) if not step.key.startswith("J")]
    lines = package_lines(shown[0].trace.h)
    assert [step.code for step in shown if step.code not in lines] == []


def test_the_search_for_lines_of_the_package_finds_what_is_not_one() -> None:
    """A line with a wrong layer, and one with a wrong name."""
    lines = package_lines(1)
    assert "delta[1] = f[1].pullback(net[1], matvec(W[1], delta[2]))" in lines
    assert "delta[1] = f[1].pullback(net[1], matvec(W[0], delta[2]))" not in lines
    assert "delta[1] = f[1].pullback(net[1], matvec(W[1].T, delta[2]))" not in lines


@each_pass
def test_the_values_are_those_that_mlpcore_computes(name: str) -> None:
    """A step shows what the network computes, digit for digit."""
    mlp, x, y = PASSES[name]
    fwd = mlp.forward(x)
    bwd = mlp.backward(fwd, y)
    after = mlp.copy()
    after.descend(bwd, 0.5)
    single = {"eps": bwd.eps, "d_o": bwd.d_o}
    columns = {"net": fwd.net, "z": fwd.z, "delta": bwd.delta, "dW": bwd.dW, "db": bwd.db,
               "collapsed:delta": bwd.delta, "W": after.W, "b": after.b}  # fmt: skip
    for step in walk(name):
        kind, l = Key(step.key).kind_and_layer
        if kind != "J":
            expected = single[kind] if l is None else columns[kind][l]
            np.testing.assert_array_equal(step.value, expected, err_msg=step.key)


@pytest.mark.section("derivatives")
@each_pass
def test_the_factors_of_a_slope_make_up_the_derivative(name: str) -> None:
    """o (1 − o), 1 − o², [o > 0] and 1 are f'(net)."""
    trace = walk(name).trace
    for l in range(1, trace.h + 2):
        if trace.f[l].elementwise:
            product = np.prod([trace.value(key) for key in slope_keys(trace.f[l], l)], axis=0)
            assert_allclose(product, trace.f[l].derivative(trace.fwd.net[l]), rtol=1e-12)


@each_pass
def test_every_step_says_in_plain_words_what_it_does(name: str) -> None:
    """A name and one sentence, with every blank filled in."""
    for step in walk(name):
        assert re.fullmatch(r"[A-Z][^{}]*\.", step.words), step.key
        assert step.name
        assert not re.search("[{}]|None", step.name), step.key


def test_the_words_name_the_layer() -> None:
    """One hidden layer needs no number; several do."""
    assert walk("two outputs")["delta_1"].name == "net gradient of the hidden layer"
    assert walk("deep")["delta_4"].name == "net gradient of hidden layer 4"
    assert walk("no hidden layer")["dW_0"].name == "gradient of the weights into the output layer"


def test_a_step_is_found_by_its_key_or_by_its_place() -> None:
    """Also from the end, and several at once."""
    steps = walk("one hidden layer")
    assert steps["delta_1"] is steps[7]
    assert [step.key for step in steps[-2:]] == ["W_0", "b_0"]


def test_an_unknown_step_is_refused_with_those_there_are() -> None:
    """Not by a bare key."""
    with pytest.raises(KeyError, match="no step 'delta_3'; steps are net_1, z_1"):
        walk("one hidden layer")["delta_3"]


@pytest.mark.section("I")
def test_the_table_is_the_whole_pass_line_by_line() -> None:
    """What a notebook prints and nbval compares."""
    mlp = MLP.from_weights([[[1, -1], [0.5, 2]], [[2], [-1]]], [[0, 1], [0.5]], "identity")
    assert str(walkthrough(mlp, [1, 2], [1], eta=0.1)).splitlines() == [
        "2-2-1 network, f¹ = identity, f² = identity, half_squared_error, η = 0.1",
        "  x = [1, 2]",
        "  y = [1]",
        "  W₀ = [[1, -1], [0.5, 2]]",
        "  b₀ = [0, 1]",
        "  W₁ = [[2], [-1]]",
        "  b₁ = [0.5]",
        "I forward",
        "  net₁ = W₀ᵀ x + b₀ = [2, 4]",
        "  z¹ = net₁ = [2, 4]",
        "  net₂ = W₁ᵀ z¹ + b₁ = [0.5]",
        "  o = net₂ = [0.5]",
        "II error",
        "  ε = ½‖y − o‖² = 0.125",
        "III backprop",
        "  ∂ε/∂o = o − y = [-0.5]",
        "  δ² = ∂ε/∂o ⊙ 1 = [-0.5]",
        "  δ¹ = (W₁ δ²) ⊙ 1 = [-1, 0.5]",
        "IV gradients",
        "  ∇W₁ = z¹ (δ²)ᵀ = [[-1], [-2]]",
        "  ∇b₁ = δ² = [-0.5]",
        "  ∇W₀ = x (δ¹)ᵀ = [[-1, 0.5], [-2, 1]]",
        "  ∇b₀ = δ¹ = [-1, 0.5]",
        "V descent",
        "  new W₁ ← W₁ − η · ∇W₁ = [[2.1], [-0.8]]",
        "  new b₁ ← b₁ − η · ∇b₁ = [0.55]",
        "  new W₀ ← W₀ − η · ∇W₀ = [[1.1, -1.05], [0.7, 1.9]]",
        "  new b₀ ← b₀ − η · ∇b₀ = [0.1, 0.95]",
    ]


def test_with_the_names_of_the_notes_the_table_has_h_and_o() -> None:
    """Only its symbols differ: keys and code stay indexed."""
    named = walkthrough(*PASSES["two outputs"], named=True)
    lines = [str(step).rpartition(" = ")[0] for step in named]
    assert lines[:4] == ["net_z = W_hᵀ x + b_h", "z = σ(net_z)", "net_o = W_oᵀ z + b_o",
                         "o = σ(net_o)"]  # fmt: skip
    assert lines[6:9] == ["δ_o = ∂ε/∂o ⊙ o ⊙ (1 − o)", "δ_h = (W_o δ_o) ⊙ z ⊙ (1 − z)",
                          "∇W_o = z δ_oᵀ"]  # fmt: skip
    assert [step.code for step in named] == [step.code for step in walk("two outputs")]


def test_with_more_hidden_layers_the_names_of_the_notes_are_the_indices() -> None:
    """h and o are names for one hidden layer only."""
    for name in ("deep", "no hidden layer"):
        assert str(walkthrough(*PASSES[name], named=True)) == str(walk(name))


@each_pass
def test_the_table_prints_the_same_text_twice_with_six_digits_at_most(name: str) -> None:
    """nbval compares it, on every machine; a zero has no minus."""
    text = str(walk(name))
    assert text == str(walkthrough(*PASSES[name])) == repr(walk(name))
    numbers = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]\d+)?", text)
    assert max(len(re.sub(r"e.*|\D", "", n).lstrip("0")) for n in numbers) <= 6
    assert "-0" not in numbers


@each_pass
def test_a_walkthrough_leaves_the_network_untouched(name: str) -> None:
    """Descent is shown on a copy."""
    mlp, x, y = PASSES[name]
    before = mlp.copy()
    steps = walkthrough(mlp, x, y)
    for old, new in zip(before.W + before.b, mlp.W + mlp.b, strict=True):
        np.testing.assert_array_equal(old, new)
    assert steps.trace.mlp is not mlp


@each_pass
def test_the_numbers_of_a_step_can_only_be_read(name: str) -> None:
    for step in walk(name):
        with pytest.raises(ValueError, match="read-only"):
            step.value[...] = 5.0


def test_what_is_changed_later_does_not_change_the_steps() -> None:
    """Neither the weights nor x and y."""
    mlp, x, y = PASSES["two outputs"][0].copy(), np.array([0.8, -0.4]), np.array([1.0, 0.0])
    steps = walkthrough(mlp, x, y)
    before = str(steps)
    mlp.W[0] += 1
    x += 1
    y += 1
    assert str(steps) == before


@pytest.mark.parametrize(
    ("x", "y", "eta", "error", "said"),
    [
        ([[0.8, -0.4]] * 3, [[1, 0]] * 3, 0.5, ValueError, r"batch of shape \(3, 2\).*one sample"),
        ([0.8], [1, 0], 0.5, ValueError, r"x has shape \(1,\)"),
        ([0.8, -0.4], [1], 0.5, ValueError, r"y has shape \(1,\)"),
        ([0.8, -0.4], [1, 0], 0, ValueError, "eta is 0"),
        (["a", "b"], [1, 0], 0.5, TypeError, "x must hold real numbers"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    x: object, y: object, eta: float, error: type[Exception], said: str
) -> None:
    """Before anything is shown."""
    with pytest.raises(error, match=said):
        walkthrough(PASSES["two outputs"].mlp, x, y, eta)


def test_the_steps_stand_net_inputs_of_a_thousand() -> None:
    """With softmax and cross-entropy no number that matters is lost."""
    mlp = MLP.from_weights([np.eye(2) * 1000], [[0, 0]], "softmax", "cross_entropy")
    steps = walkthrough(mlp, [1, -1], [0, 1])
    assert steps["eps"].value == 2000
    np.testing.assert_array_equal(steps["delta_1"].value, [1, -1])


def test_a_step_explains_any_of_its_entries_in_one_line() -> None:
    steps = walk("one hidden layer")
    assert steps["dW_0"].explain(1, 2) == steps["dW_0"].cell((1, 2)).text(steps.trace.notation)
    assert steps["eps"].explain().startswith("ε = ")
