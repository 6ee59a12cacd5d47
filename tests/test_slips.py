"""The slips of the notes: each is refuted by the shapes or by central differences."""

import re
from dataclasses import replace

import numpy as np
import pytest
from latex2mathml.converter import convert

import mlpcore
from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import Slip, slips, walkthrough
from mlpcore.lesson.slip import ShapeError, hadamard, product
from mlpcore.lesson.tape import Tape
from tests.passes import PASSES, Pass, walk

IDS = [
    "missing-minus", "tanh-at-net", "relu-names-error", "transposed-weights", "hadamard-not-outer",
    "deep-delta-without-weights", "sigmoid-of-z", "elementwise-softmax",
]  # fmt: skip
# one pass for each slip, and what refutes it there
REFUTED = {
    "missing-minus": ("two outputs", "disagree"),
    "tanh-at-net": ("tanh", "disagree"),
    "relu-names-error": ("relu output", "disagree"),
    "transposed-weights": ("two outputs", "shapes clash"),
    "hadamard-not-outer": ("two outputs", "shapes clash"),
    "deep-delta-without-weights": ("two outputs", "shapes clash"),
    "sigmoid-of-z": ("two outputs", "disagree"),
    "elementwise-softmax": ("softmax", "disagree"),
}
each_slip = pytest.mark.parametrize("name", IDS)


def rows(text: str) -> dict[str, str]:
    """The lines of a refutation by their titles."""
    return dict(re.split(r": +", line, maxsplit=1) for line in text.splitlines())


def test_the_catalogue_holds_the_slips_of_the_notes() -> None:
    """By id."""
    assert list(slips) == IDS
    assert mlpcore.lesson.slips is slips
    assert all(slips[name].id == name for name in slips)


def test_an_unknown_slip_is_answered_with_the_nearest() -> None:
    """As a KeyError."""
    with pytest.raises(KeyError, match="did you mean 'transposed-weights'"):
        slips["transposed-weight"]
    assert "anything" not in slips


@each_slip
def test_a_slip_says_what_is_written_what_is_true_why_and_how_it_shows(name: str) -> None:
    """In text and in LaTeX; what is written is not what is true."""
    slip = slips[name]
    assert all([slip.title, slip.why, slip.shows, slip.silent, slip.quantities])
    assert slip.written.text != slip.true.text
    assert set(rows(repr(slip))) == {"slip", "as written", "in truth", "why", "it shows"}
    for line in (slip.written, slip.true):
        assert "<math" in convert(line.latex)


@each_slip
@pytest.mark.parametrize("named", [False, True])
def test_every_slip_is_refuted(name: str, named: bool) -> None:
    """By the shapes or by central differences; the true line agrees with them."""
    at, refuted = REFUTED[name]
    text = slips[name].refute(*PASSES[at], named=named)
    assert refuted in text
    assert rows(text)["as written"] == slips[name].written.text
    assert rows(text)["in truth"].endswith("agrees")
    assert 3 <= len(text.splitlines()) <= 8


@each_slip
def test_a_refutation_is_the_same_text_twice_with_six_digits_at_most(name: str) -> None:
    """A notebook shows it as it is, and the network stays as it was."""
    net, x, y = PASSES[REFUTED[name][0]]
    weights = [W.copy() for W in net.W]
    text = slips[name].refute(net, x, y)
    assert text == slips[name].refute(net, x, y) == repr(text)
    numbers = re.findall(r"(?<![\w.])-?\d+\.\d+(?:e[+-]\d+)?", text)
    assert all(len(re.sub(r"e.*|\D", "", n).lstrip("0")) <= 6 for n in numbers)
    for before, after in zip(weights, net.W, strict=True):
        np.testing.assert_array_equal(before, after)


def test_a_refutation_reads_from_the_line_to_the_truth() -> None:
    """The whole text, once."""
    net = MLP.from_weights([[[1, -1], [0.5, 2]], [[2], [-1]]], [[0, 1], [0.5]], "identity")
    assert slips["transposed-weights"].refute(net, [1, 2], [1], named=True).splitlines() == [
        "as written:   δ_h = (W_oᵀ δ_o) ⊙ z ⊙ (1 − z)",
        "shapes clash: W_oᵀ is (1×2) and takes 2 entries, but δ_o has 1",
        "numerically:  δ_h ≈ [-1, 0.5]",
        "in truth:     δ_h = (W_o δ_o) ⊙ 1 = [-1, 0.5]: agrees",
    ]


def independent(name: str, tape: Tape) -> tuple[str, Array]:
    """The slip's key and value once more, by hand, with one hidden layer."""
    W, net, z, d = tape.mlp.W, tape.fwd.net, tape.fwd.z, tape.bwd.delta
    o, y, d_o = tape.fwd.o, tape.y, tape.bwd.d_o
    return {
        "missing-minus": ("d_o", y - o),
        "tanh-at-net": ("delta_2", d_o * (1 - net[2] ** 2)),
        "relu-names-error": ("delta_2", (net[2] > 0) * 1.0),
        "transposed-weights": ("delta_1", (W[1].T @ d[2]) * z[1] * (1 - z[1])),
        "hadamard-not-outer": ("dW_0", z[0][:, None] * d[1][None, :]),
        "deep-delta-without-weights": ("delta_1", d[2] * z[1] * (1 - z[1])),
        "sigmoid-of-z": ("delta_2", d_o * net[2] * (1 - net[2])),
        "elementwise-softmax": ("delta_2", d_o * o * (1 - o)),
    }[name]


@each_slip
def test_the_value_of_a_slip_is_that_of_its_line(name: str) -> None:
    """Computed a second time, where the shapes allow it."""
    top = {"tanh-at-net": "tanh", "relu-names-error": "relu", "elementwise-softmax": "softmax"}
    width = 1 if name == "hadamard-not-outer" else 2
    net = MLP([width] * 3, ["sigmoid", top.get(name, "sigmoid")], seed=3, init="uniform")
    tape = Tape(net, [0.8, -0.4][:width], [1, 0][:width])
    key, value = independent(name, tape)
    np.testing.assert_allclose(slips[name].value(tape, key), value, rtol=1e-12)
    assert slips[name].applies(tape, key)


@pytest.mark.section("II")
def test_between_layers_of_one_width_the_transposed_weights_clash_with_nothing() -> None:
    """Only the numbers tell, and the text says so."""
    text = slips["transposed-weights"].refute(*PASSES["square"])
    assert "disagree" in rows(text)["numerically"]
    assert rows(text)["watch"] == "W₁ is (2×2), so no shapes clash: only the numbers tell"


@pytest.mark.section("II")
def test_without_the_minus_descent_climbs() -> None:
    """ε after a step either way."""
    watch = rows(slips["missing-minus"].refute(*PASSES["two outputs"]))["watch"]
    before, down, up = map(float, re.findall(r"0\.\d{3,}", watch))
    assert down < before < up
    assert re.search("down to .* with o − y, up to .* with y − o", watch)


SILENT = {
    "missing-minus": Pass(MLP.from_weights([[[1]]], [[0]], "identity"), [2], [2]),
    "tanh-at-net": Pass(MLP.from_weights([[[1]]], [[0]], "tanh"), [0], [1]),
    "relu-names-error": Pass(MLP.from_weights([[[1]]], [[0]], "relu"), [3], [2]),
    "transposed-weights": Pass(
        MLP.from_weights([np.eye(2), [[1, 2], [2, 3]]], np.zeros((2, 2)), "tanh"), [1, 2], [0, 0]
    ),
    "hadamard-not-outer": Pass(MLP.from_weights([[[2]]], [[0]], "identity"), [2], [1]),
    "deep-delta-without-weights": Pass(
        MLP.from_weights([np.eye(2), np.eye(2)], np.zeros((2, 2)), "tanh"), [1, 2], [0, 0]
    ),
    "sigmoid-of-z": Pass(MLP.from_weights([[[1]]], [[0]], "sigmoid"), [0], [0.5]),
    "elementwise-softmax": Pass(MLP.from_weights([[[1]]], [[0]], "softmax"), [1], [1]),
}


@each_slip
def test_where_a_slip_happens_to_be_right_the_text_says_so(name: str) -> None:
    """It is wrong all the same."""
    text = slips[name].refute(*SILENT[name])
    assert "disagree" not in text
    assert f"they agree; the slip is silent where {slips[name].silent}" in text


def test_the_layer_is_shown_in_which_the_slip_shows() -> None:
    """Silent at the output, where net is 0, but not below."""
    net = MLP.from_weights([[[2]], [[1]]], [[0], [-np.tanh(2)]], "tanh")
    assert "δ¹ = " in rows(slips["tanh-at-net"].refute(net, [1], [1]))["it gives"]


@pytest.mark.parametrize(
    ("name", "at", "needed"),
    [
        ("missing-minus", "softmax", "the loss half_squared_error"),
        ("tanh-at-net", "two outputs", "a tanh layer"),
        ("relu-names-error", "two outputs", "a relu layer"),
        ("transposed-weights", "no hidden layer", "a hidden layer"),
        ("deep-delta-without-weights", "no hidden layer", "a hidden layer"),
        ("sigmoid-of-z", "tanh", "a sigmoid layer"),
        ("elementwise-softmax", "softmax hidden", "a softmax output layer"),
    ],
)
def test_a_network_without_what_the_slip_is_about_is_refused(
    name: str, at: str, needed: str
) -> None:
    """And told what is needed."""
    with pytest.raises(ValueError, match=f"{name}' is about {needed}, and MLP"):
        slips[name].refute(*PASSES[at])


def test_a_kink_is_named_where_central_differences_step_over_it() -> None:
    """ReLU'(0) = 0 is right, half a slope is what they see."""
    net = MLP.from_weights([[[1]]], [[0]], "relu")
    assert "near a kink" in slips["relu-names-error"].refute(net, [0], [1])


def test_where_there_are_no_central_differences_the_true_numbers_refute() -> None:
    """An output that has rounded to 0 has no room for a step: log o would be of less than 0."""
    net = MLP.from_weights([np.eye(2) * 800], [[0, 0]], "softmax", "cross_entropy")
    text = slips["elementwise-softmax"].refute(net, [1, -1], [0, 1])
    assert rows(text)["in truth"].endswith("agrees")


def test_a_new_slip_needs_nothing_but_its_own_entry() -> None:
    """Data and one small function."""
    slip = replace(
        slips["missing-minus"],
        id="no-bias-gradient",
        quantities=("db",),
        loss="",
        gives=lambda tape, l: np.zeros_like(tape.bwd.db[l]),
        watch=lambda tape, key: "",
    )
    assert isinstance(slip, Slip)
    steps = walk("two outputs")
    assert [step.key for step in steps if slip.applies(steps.tape, step.key)] == ["db_1", "db_0"]
    assert "∇b₁ = [0, 0]" in slip.refute(*PASSES["two outputs"])


def test_shapes_that_clash_are_named() -> None:
    """Which, and what was needed."""
    tape = walkthrough(*PASSES["two outputs"]).tape
    z, delta = tape.operand("z_1"), tape.operand("delta_2")
    with pytest.raises(ShapeError, match=r"W₁ᵀ is \(2×3\) and takes 3 entries, but δ² has 2"):
        product(tape.operand("W_1", transposed=True), delta)
    with pytest.raises(ShapeError, match=r"z¹ is \(3×1\), δ² is \(2×1\), but ⊙ needs"):
        hadamard(z, delta)
    with pytest.raises(ShapeError, match=r"z¹ is \(3×1\), \(z¹\)ᵀ is \(1×3\)"):
        hadamard(z, tape.operand("z_1", transposed=True))
    np.testing.assert_array_equal(hadamard(z, z), z.value**2)
