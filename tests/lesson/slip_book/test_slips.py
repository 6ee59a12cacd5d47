"""The catalogue of slips: what each gives, by hand and in code, and how a network refutes it."""

import re
from dataclasses import replace

import numpy as np
import pytest
from latex2mathml.converter import convert

import mlpcore
from mlpcore import MLP
from mlpcore.lesson import Slip, slips, walkthrough
from mlpcore.lesson.notation.text import line
from mlpcore.lesson.steps.question import ask, keys
from mlpcore.lesson.steps.shape_clash import ShapeError, hadamard, product
from mlpcore.lesson.steps.trace import Trace
from tests.helpers.letters import letters
from tests.helpers.passes import PASSES, Pass, walk
from tests.helpers.slip_cases import CASES, ETA, FURTHER, hand

FEWEST = 26
NOTES = [
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
each_slip = pytest.mark.parametrize("name", slips)
each_of_the_notes = pytest.mark.parametrize("name", NOTES)


def rows(text: str) -> dict[str, str]:
    """The lines of a refutation by their titles."""
    return dict(re.split(r": +", line, maxsplit=1) for line in text.splitlines())


def test_the_catalogue_holds_the_slips_of_the_notes_and_more() -> None:
    """By id; those of the notes come first, so that they are named first."""
    assert list(slips)[: len(NOTES)] == list(slips.notes) == NOTES
    assert mlpcore.lesson.slips is slips
    assert all(slips[name].id == name for name in slips)
    assert len(slips) == len({slip.title for slip in slips.values()}) >= FEWEST
    assert set(CASES) == set(slips)


def test_an_unknown_slip_is_answered_with_the_nearest() -> None:
    """As a KeyError."""
    with pytest.raises(KeyError, match="did you mean 'transposed-weights'"):
        slips["transposed-weight"]
    assert "anything" not in slips


@each_slip
def test_a_slip_says_what_is_written_what_is_true_why_and_how_it_shows(name: str) -> None:
    """In text and in LaTeX; what is written is not what is true."""
    slip = slips[name]
    said = (slip.title, slip.why, slip.shows, slip.silent)
    assert not any(text.endswith(".") or "\n" in text for text in said)
    assert all([slip.title, slip.why, slip.shows, slip.silent, slip.quantities])
    assert slip.written.text != slip.true.text
    assert set(rows(repr(slip))) == {"slip", "as written", "in truth", "why", "it shows"}
    for written in (slip.written, slip.true):
        assert "<math" in convert(written.latex)


@each_slip
def test_a_line_is_in_the_letters_of_the_notes_and_in_small_words(name: str) -> None:
    """In Unicode and in LaTeX, whose own words begin with a stroke."""
    for written in (slips[name].written, slips[name].true):
        for face in (
            written.text,
            re.sub(r"\\[A-Za-z]+(\{(cases|pmatrix)\})?", " ", written.latex),
        ):
            for word in re.findall(r"[^\W\d_ᵀᵒ⁻¹²₁₀½∇∂ΣT]+", face):
                if len(word) == 1:
                    assert word in "WbzδεηoyfJlhijkmnpea"
                else:
                    assert word == "ReLU" or word.islower()


@each_slip
def test_latex_says_what_the_text_of_a_line_says(name: str) -> None:
    """It may leave out a word between two formulas, but brings nothing of its own."""
    for written in (slips[name].written, slips[name].true):
        text = letters(re.sub(r" with| for every f\^o| for", "", written.text))
        assert letters(written.latex) <= letters(written.text)
        assert text <= letters(written.latex) or "J_{ij}" in written.latex


@each_slip
def test_letters_in_its_sentences_are_those_of_the_notes(name: str) -> None:
    """Where it shows and where it is silent; "a" is a word, too."""
    said = f"{slips[name].shows} {slips[name].silent}"
    assert set(re.findall(r"(?<![\w’'])[^\W\d_](?![\w’'])", said)) <= set("aflmnkoxyzδηJW")


@each_of_the_notes
@pytest.mark.parametrize("named", [False, True])
def test_every_slip_of_the_notes_is_refuted(name: str, named: bool) -> None:
    """By the shapes or by central differences; the true line agrees with them."""
    at, refuted = REFUTED[name]
    text = slips[name].refute(*PASSES[at], named=named)
    assert refuted in text
    assert rows(text)["as written"] == slips[name].written.text
    assert rows(text)["in truth"].endswith("agrees")
    assert 3 <= len(text.splitlines()) <= 8


@each_slip
def test_a_line_of_the_notes_that_can_be_read_in_two_ways_says_how_it_is_read(name: str) -> None:
    """All of them but for two, whose line gives one product, and no other."""
    means = rows(slips[name].refute(*pass_of(name))).get("read as", "")
    assert means == slips[name].means
    readable = {"transposed-weights", "hadamard-not-outer"}
    assert bool(means) == (name in NOTES and name not in readable)


@each_of_the_notes
def test_a_refutation_is_the_same_text_twice_with_six_digits_at_most(name: str) -> None:
    """A notebook shows it as it is, and the network stays as it was."""
    mlp, x, y = PASSES[REFUTED[name][0]]
    weights = [W.copy() for W in mlp.W]
    text = slips[name].refute(mlp, x, y)
    assert text == slips[name].refute(mlp, x, y) == repr(text)
    numbers = re.findall(r"(?<![\w.])-?\d+\.\d+(?:e[+-]\d+)?", text)
    assert all(len(re.sub(r"e.*|\D", "", n).lstrip("0")) <= 6 for n in numbers)
    for before, after in zip(weights, mlp.W, strict=True):
        np.testing.assert_array_equal(before, after)


def test_a_refutation_reads_from_the_line_to_the_truth() -> None:
    """The whole text, once."""
    mlp = MLP.from_weights([[[1, -1], [0.5, 2]], [[2], [-1]]], [[0, 1], [0.5]], "identity")
    assert slips["transposed-weights"].refute(mlp, [1, 2], [1], named=True).splitlines() == [
        "as written:   δ_h = (W_oᵀ δ_o) ⊙ z ⊙ (1 − z)",
        "shapes clash: W_oᵀ is (1×2) and takes 2 entries, but δ_o has 1",
        "numerically:  δ_h ≈ [-1, 0.5]",
        "in truth:     δ_h = (W_o δ_o) ⊙ 1 = [-1, 0.5]: agrees",
    ]


def pass_of(name: str) -> tuple[MLP, object, object]:
    """The pass in which a slip shows."""
    return CASES[name].mlp, *CASES[name].data


@each_slip
def test_the_pass_by_hand_is_the_pass_of_the_package(name: str) -> None:
    """Before the slip is made: all true numbers of the case, computed twice."""
    case, true = CASES[name], hand(CASES[name])
    record = Trace(*pass_of(name), ETA)
    for l in (1, 2):
        np.testing.assert_allclose(getattr(true, f"z_{l}"), record.value(f"z_{l}"), atol=1e-12)
        if case.weights is CASES["missing-minus"].weights:
            for key in (f"delta_{l}", f"dW_{l - 1}", f"db_{l - 1}"):
                np.testing.assert_allclose(getattr(true, key), record.value(key), atol=1e-12)


@each_slip
def test_the_value_of_a_slip_is_that_of_its_line(name: str) -> None:
    """Computed a second time, by hand, where the line can be computed at all."""
    case, record = CASES[name], Trace(*pass_of(name), ETA)
    assert slips[name].applies(record, case.key)
    if name == "hadamard-not-outer":
        with pytest.raises(ShapeError, match="⊙ needs two of the same shape"):
            slips[name].value(record, case.key)
        return
    value, wrong = slips[name].value(record, case.key), case.wrong(hand(case))
    assert value.shape == np.shape(wrong)
    np.testing.assert_allclose(value, wrong, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("name", "key"), FURTHER)
def test_a_slip_spoils_each_of_its_quantities_as_its_line_says(name: str, key: str) -> None:
    """Those that its first case leaves out."""
    wrong = FURTHER[name, key](hand(CASES[name]))
    value = slips[name].value(Trace(*pass_of(name), ETA), key)
    assert value.shape == np.shape(wrong)
    np.testing.assert_allclose(value, wrong, rtol=1e-12, atol=1e-15)


@each_slip
def test_every_kind_of_quantity_that_a_slip_spoils_is_found_by_hand(name: str) -> None:
    keys = [CASES[name].key, *(key for of, key in FURTHER if of == name)]
    assert {re.sub(r"_\d", "", key) for key in keys} == set(slips[name].quantities)


SPOKEN_OF = {  # a sign in the true line, and what a network has where that line is true
    "½": "half_squared_error", "log": "cross_entropy", "e^{net_": "softmax", "softmax": "softmax",
    "J": "softmax", "tanh": "tanh", "ReLU": "relu", "e^−net": "sigmoid", "e^{−net": "sigmoid",
}  # fmt: skip
OF_EVERY_KIND = [name for name in PASSES if name not in ("deep", "wide")]


@pytest.mark.parametrize("at", OF_EVERY_KIND)
def test_a_slip_is_made_only_where_its_true_line_is_true(at: str) -> None:
    """And there it gives numbers, or shapes that clash."""
    mlp, x, y = PASSES[at]
    for record in (Trace(mlp, x, y, ETA), Trace(mlp, [x, x], [y, y], ETA)):
        for step in walk(at):
            of_layer = re.fullmatch(r"(?:net|z|J|delta)_(\d)", step.key)
            layer = int(of_layer[1]) if of_layer else mlp.h + 1
            has = (mlp.loss.name, mlp.f[layer].name)
            for slip in slips.values():
                if slip.applies(record, step.key):
                    needs = {need for sign, need in SPOKEN_OF.items() if sign in slip.true.text}
                    assert needs <= {*has}, (slip.id, step.key)
                    assert shape_of(slip, record, step.key) is not None or slip.shapes


@each_slip
def test_shapes_tell_of_a_slip_just_where_its_numbers_do_not_fit(name: str) -> None:
    """In a network of layers that all have other widths."""
    case, slip = CASES[name], slips[name]
    f = [case.f[0], case.f[0], case.f[1]]
    record = Trace(MLP([2, 3, 4, 5], f, case.loss, seed=1), *DATA_OF_FIVE[slip.batch], ETA)
    fits = [
        shape_of(slip, record, key) == ask(record, key).value.shape
        for key in keys(record)
        if slip.applies(record, key)
    ]
    assert fits
    assert slip.shapes == (not all(fits))


def shape_of(slip: Slip, record: Trace, key: str) -> tuple[int, ...] | None:
    """The shape of what it gives; None where shapes clash."""
    try:
        return slip.value(record, key).shape
    except ShapeError:
        return None


X_OF_FIVE, Y_OF_FIVE = [0.8, -0.4], [0.5, 0.2, 0.1, 0.1, 0.1]
DATA_OF_FIVE = {
    False: (X_OF_FIVE, Y_OF_FIVE),
    True: ([X_OF_FIVE, [1.0, 0.5]], [Y_OF_FIVE, Y_OF_FIVE]),
}


def test_a_forgotten_gradient_is_0_also_where_it_is_0_anyway() -> None:
    """At a quiet ReLU: 0, and not 0/0."""
    mlp = MLP.from_weights([[[1.0, -1.0]], [[1.0], [1.0]]], [[0, 0], [0]], ["relu", "identity"])
    record = Trace(mlp, [1.0], [3.0])
    assert record.value("db_0").tolist() == [-2, 0]
    assert slips["bias-gradient-forgotten"].value(record, "db_0").tolist() == [0, 0]


@each_slip
def test_every_slip_is_refuted(name: str) -> None:
    """By shapes, by central differences, or, where there is no gradient, by the true numbers."""
    text = slips[name].refute(*pass_of(name))
    found = rows(text)
    assert found["as written"] == slips[name].written.text
    assert (
        "shapes clash" in found or "they disagree" in text or found["it gives"].endswith("not so")
    )
    if "numerically" in found:
        assert found["in truth"].endswith("agrees")
    assert text == slips[name].refute(*pass_of(name))


@pytest.mark.parametrize("name", [name for name in slips if not slips[name].batch])
def test_a_slip_of_a_sample_is_one_of_a_batch(name: str) -> None:
    """Row by row, and its mean for ε, ∇W and ∇b."""
    case, slip = CASES[name], slips[name]
    mlp, x, y = pass_of(name)
    one = Trace(mlp, x, y, ETA)
    twice = Trace(mlp, [x, x], [y, y], ETA)
    assert slip.applies(twice, case.key)
    if name == "hadamard-not-outer":
        with pytest.raises(ShapeError):
            slip.value(twice, case.key)
        return
    value, expected = slip.value(twice, case.key), slip.value(one, case.key)
    is_mean = case.key.startswith(("eps", "dW", "db", "W", "b_"))
    np.testing.assert_allclose(value, expected if is_mean else [expected] * 2, rtol=1e-12)
    assert "as written" in slip.refute(mlp, [x, x], [y, y])


def test_weights_updated_too_early_are_those_of_the_whole_batch() -> None:
    """The mean gradient moves them, not each sample's own."""
    mlp, X, Y = CASES["sum-for-mean"].mlp, *CASES["sum-for-mean"].data
    p = hand(CASES["sum-for-mean"])
    new = p.V - ETA * p.dW_1
    value = slips["updated-weights"].value(Trace(mlp, X, Y, ETA), "delta_1")
    np.testing.assert_allclose(value, (p.delta_2 @ new.T) * p.z * (1 - p.z), rtol=1e-12)


@pytest.mark.parametrize("name", [name for name in slips if slips[name].batch])
def test_a_slip_of_a_batch_is_none_of_a_sample(name: str) -> None:
    """There it cannot be made, and is refused."""
    mlp, x, y = pass_of(name)
    assert not slips[name].applies(Trace(mlp, x[0], y[0]), CASES[name].key)
    with pytest.raises(ValueError, match=r"a batch, as in x.:2., and one sample"):
        slips[name].refute(mlp, x[0], y[0])


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
    "elementwise-softmax": Pass(MLP.from_weights([[[1, 1]]], [[0, 0]], "softmax"), [1], [0.5, 0.5]),
}


@each_of_the_notes
def test_where_a_slip_happens_to_be_right_the_text_says_so(name: str) -> None:
    """It is wrong all the same."""
    text = slips[name].refute(*SILENT[name])
    assert "disagree" not in text
    assert f"they agree; the slip is silent where {slips[name].silent}" in text


def test_the_layer_is_shown_in_which_the_slip_shows() -> None:
    """Silent at the output, where net is 0, but not below."""
    mlp = MLP.from_weights([[[2]], [[1]]], [[0], [-np.tanh(2)]], "tanh")
    assert "δ¹ = " in rows(slips["tanh-at-net"].refute(mlp, [1], [1]))["it gives"]


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


@each_slip
def test_what_a_slip_needs_of_a_network_is_told_with_the_right_article(name: str) -> None:
    articles = re.findall(r"\b(an?) (\w)", slips[name].about)
    assert all((article == "an") == (first in "aeiou") for article, first in articles)


def test_a_kink_is_named_where_central_differences_step_over_it() -> None:
    """ReLU'(0) = 0 is right, half a slope is what they see."""
    mlp = MLP.from_weights([[[1]]], [[0]], "relu")
    assert "near a kink" in slips["relu-names-error"].refute(mlp, [0], [1])


def test_where_there_are_no_central_differences_the_true_numbers_refute() -> None:
    """An output that has rounded to 0 has no room for a step: log o would be of less than 0."""
    mlp = MLP.from_weights([np.eye(2) * 800], [[0, 0]], "softmax", "cross_entropy")
    text = slips["elementwise-softmax"].refute(mlp, [1, -1], [0, 1])
    assert rows(text)["in truth"].endswith("agrees")


def test_a_new_slip_needs_nothing_but_its_own_entry() -> None:
    """Data and one small function."""
    slip = replace(
        slips["missing-minus"],
        id="no-bias-gradient",
        gives={"db": lambda trace, l: np.zeros_like(trace.value(f"db_{l}"))},
        loss="",
        watch=lambda trace, key: "",
    )
    assert isinstance(slip, Slip)
    steps = walk("two outputs")
    assert [step.key for step in steps if slip.applies(steps.trace, step.key)] == ["db_1", "db_0"]
    assert "∇b₁ = [0, 0]" in slip.refute(*PASSES["two outputs"])


def test_shapes_that_clash_are_named() -> None:
    """Which, and what was needed."""
    trace = walkthrough(*PASSES["two outputs"]).trace
    z, delta = trace.operand("z_1"), trace.operand("delta_2")
    with pytest.raises(ShapeError, match=r"W₁ᵀ is \(2×3\) and takes 3 entries, but δ² has 2"):
        product(trace.operand("W_1", transposed=True), delta)
    with pytest.raises(ShapeError, match=r"z¹ is \(3×1\), δ² is \(2×1\), but ⊙ needs"):
        hadamard(z, delta)
    with pytest.raises(ShapeError, match=r"z¹ is \(3×1\), \(z¹\)ᵀ is \(1×3\)"):
        hadamard(z, trace.operand("z_1", transposed=True))
    np.testing.assert_array_equal(hadamard(z, z), z.value**2)


def test_a_slip_takes_what_a_pass_says_not_what_it_would_be() -> None:
    """So a second slip can be made where a first has been made before."""
    record = Trace(*PASSES["two outputs"])
    claimed = record.overriding({"delta_2": np.array([1.0, 2.0])})
    value = slips["slope-forgotten"].value(claimed, "delta_1")
    np.testing.assert_allclose(value, record.value("W_1") @ [1, 2])
    turned = slips["delta-sign"].value(claimed, "delta_1")
    slope = record.value("z_1") * (1 - record.value("z_1"))
    np.testing.assert_allclose(turned, -(record.value("W_1") @ [1, 2]) * slope)
    assert not np.allclose(turned, slips["delta-sign"].value(record, "delta_1"))


def test_an_updated_weight_has_one_slip_under_two_keys() -> None:
    """W_0 and new:W_0."""
    record = Trace(*PASSES["two outputs"])
    for name in ("ascent", "eta-missing"):
        assert slips[name].applies(record, "W_0")
        assert slips[name].applies(record, "new:W_0")
        np.testing.assert_array_equal(
            slips[name].value(record, "W_0"), slips[name].value(record, "new:W_0")
        )


def test_a_line_in_unicode_becomes_latex() -> None:
    """Signs by their names, words upright, indices as they are."""
    assert line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l)").latex == (
        r"\delta ^l = (W_l \delta ^{l+1}) \odot  f'^l(\mathrm{net}_l)"
    )
