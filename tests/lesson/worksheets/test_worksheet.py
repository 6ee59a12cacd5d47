"""Worksheets: a student with the sheet and a pencil finds exactly the key, in short numbers."""

import importlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpcore
from mlpcore.lesson.worksheets.make import Worksheet, friendliness, worksheet, worksheets
from mlpcore.lesson.worksheets.numbers import Friendliness, longest
from mlpcore.lesson.worksheets.sheet import LEVELS
from tests.helpers import paper

H, C, B = "half_squared_error", "cross_entropy", "binary_cross_entropy"
SHAPES = [
    ([1, 1], "sigmoid", H, 3),
    ([2, 2], "softmax", C, 4),
    ([2, 2, 1], "tanh", H, 3),
    ([2, 3, 1], ["tanh", "sigmoid"], H, 3),
    ([3, 2, 2], ["relu", "identity"], H, 3),
    ([2, 2, 2], "sigmoid", C, 3),
    ([2, 2, 3], ["sigmoid", "softmax"], C, 2),
    ([2, 2, 3], ["tanh", "softmax"], H, 3),
    ([2, 2, 2, 1], ["relu", "tanh", "relu"], H, 3),
    ([2, 2, 2, 1], "sigmoid", H, 3),
    ([3, 2, 2, 2, 4], ["relu", "identity", "relu", "softmax"], C, 4),
    ([6, 6, 6], ["relu", "softmax"], C, 1),
    ([2, 2, 1], "sigmoid", B, 3),
    ([2, 3, 2], ["tanh", "sigmoid"], B, 2),
    ([2, 2, 2, 2], ["relu", "relu", "sigmoid"], B, 4),
]
each_shape = pytest.mark.parametrize(("widths", "activations", "loss", "level"), SHAPES)
each_level = pytest.mark.parametrize("level", LEVELS)


def numbers(sheet: Worksheet) -> tuple[float, ...]:
    """What the sheet gives."""
    return tuple(float(v) for key in sheet.given for v in sheet.trace.value(key).flat)


def assert_a_hand_finds_the_key(sheet: Worksheet) -> None:
    """In exact fractions, from the text of the problem alone."""
    found, printed = paper.by_hand(sheet.problem), paper.answers(sheet.key)
    assert len(printed) == len(sheet.steps) > 0
    assert found == printed


@each_level
@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_a_hand_finds_exactly_the_key(level: int, seed: int) -> None:
    """Every level, any seed: not one digit is rounded away."""
    assert_a_hand_finds_the_key(worksheet(seed=seed, level=level))


@each_shape
@pytest.mark.parametrize("seed", range(3))
def test_a_hand_finds_exactly_the_key_of_every_shape(
    widths: list[int], activations: object, loss: str, level: int, seed: int
) -> None:
    sheet = worksheet(seed, widths, activations, loss, level)  # type: ignore[arg-type]
    assert sheet.mlp.widths == widths
    assert_a_hand_finds_the_key(sheet)


def test_the_pencil_finds_a_wrong_digit() -> None:
    """The student of these tests can disagree, with a number or with its place."""
    sheet = worksheet(seed=7)
    by_hand = paper.by_hand(sheet.problem)
    assert paper.answers(sheet.key) == by_hand
    for step in sheet.steps:
        line = f"  {step}"
        digit = next(n for n in range(len(line) - 1, 0, -1) if line[n].isdigit())
        wrong = f"{line[:digit]}{(int(line[digit]) + 1) % 10}{line[digit + 1 :]}"
        assert paper.answers(sheet.key.replace(line, wrong)) != by_hand, step.key


@each_level
def test_every_number_keeps_the_bounds_of_its_level(level: int) -> None:
    """Given, found, or a product on the way, over many seeds."""
    for seed in range(60):
        sheet = worksheet(seed=seed, level=level)
        assert friendliness(sheet).within(LEVELS[level].bounds), sheet.key


@each_shape
def test_every_number_keeps_the_bounds_that_the_sheet_promises(
    widths: list[int], activations: object, loss: str, level: int
) -> None:
    for sheet in worksheets(5, 3, widths, activations, loss, level):  # type: ignore[arg-type]
        assert friendliness(sheet).within(sheet.bounds)
        assert (
            f"No number on the way has more than {sheet.bounds.decimals} decimals" in sheet.problem
        )


@each_level
def test_the_measure_sees_every_number_of_the_key(level: int) -> None:
    """All that stands behind a first = has been measured; 0 and 1 are also signs of formulas."""
    sheet = worksheet(seed=4, level=level)
    measured = {f"{abs(v):.9g}" for _, v in sheet.numbers()} | {"0", "1"}
    lines = [line.partition(" = ")[2] for line in sheet.key.splitlines() if " = " in line]
    found = {number.lstrip("-") for line in lines for number in paper.NUMBER.findall(line)}
    assert len(found) > 5
    assert found <= measured


def test_the_measure_sees_every_product_and_square_on_the_way() -> None:
    """W · z and W · δ before they are added, z (1 − z), η ∇W and (y − o)²."""
    for seed in range(8):
        sheet = worksheet(seed=seed, widths=[2, 2, 2])
        trace, measured = sheet.trace, {f"{abs(v):.9g}" for _, v in sheet.numbers()}
        z, o, y = trace.value("z_1"), trace.value("z_2"), sheet.y
        products = [
            trace.value("W_0") * sheet.x[:, None],
            trace.value("W_1") * z[:, None],
            trace.value("W_1") * trace.value("delta_2"),
            z * (1 - z),
            sheet.eta * trace.value("dW_0"),
            sheet.eta * trace.value("db_1"),
            (y - o) ** 2,
        ]
        for product in products:
            assert {f"{abs(v):.9g}" for v in product.flat} <= measured


@pytest.mark.parametrize(
    ("v", "digits", "decimals"),
    [(0.0, 0, 0), (3.0, 1, 0), (-120.0, 2, 0), (0.0192, 3, 4), (-2.008, 4, 3), (0.1 + 0.2, 1, 1)],
)
def test_digits_run_from_the_first_to_the_last_that_is_not_zero(
    v: float, digits: int, decimals: int
) -> None:
    measured = longest([("here", v), ("there", 0.0)])
    assert (measured.digits, measured.decimals) == (digits, decimals)


def test_the_measure_names_the_longest_number() -> None:
    measured = longest([("a", 0.25), ("b", -0.1234), ("c", 70.0)])
    said = "at most 4 digits and 4 decimals, none above 70; longest -0.1234 in b"
    assert repr(measured) == said
    assert measured == Friendliness(4, 4, 70.0, -0.1234, "b")


@each_level
def test_the_same_seed_makes_the_same_bytes(level: int) -> None:
    first, second = (worksheet(seed=11, level=level, variant=2) for _ in range(2))
    assert first.problem == second.problem
    assert first.key == second.key
    assert first.html() == second.html()
    assert first.latex() == second.latex()


def test_every_student_has_another_sheet_and_keeps_it_in_a_larger_class() -> None:
    few, many = list(worksheets(7, 5)), list(worksheets(7, 30))
    assert len({numbers(sheet) for sheet in many}) == 30
    assert [sheet.problem for sheet in few] == [sheet.problem for sheet in many[:5]]
    assert worksheet(7, variant=5).problem == few[-1].problem
    assert [sheet.number for sheet in few] == [f"7-0{n}" for n in range(1, 6)]


def test_variants_differ_even_where_there_are_few() -> None:
    """1-1 at level 1 has so few sheets that chance alone would repeat one."""
    made = [numbers(sheet) for sheet in worksheets(1, 60, [1, 1], "relu", None, 1)]
    assert len(set(made)) == 60


def test_every_variant_is_the_same_work() -> None:
    """As many quantities, entries and products, and just one quiet ReLU."""
    sheets = list(worksheets(3, 20, [2, 3, 2, 2], ["relu", "relu", "identity"]))
    assert len({len(list(sheet.numbers())) for sheet in sheets}) == 1
    for sheet in sheets:
        assert sum(int((sheet.trace.value(f"net_{l}") < 0).sum()) for l in (1, 2)) == 1


@pytest.mark.parametrize(
    ("widths", "quiet"), [([2, 2, 2, 1], 1), ([2, 1, 2, 1], 2), ([2, 1, 1, 1], 0), ([2, 2], 0)]
)
def test_the_quiet_relu_is_one_of_the_first_hidden_layer_that_has_another(
    widths: list[int], quiet: int
) -> None:
    """No layer is shut in whole, and no output is."""
    for sheet in worksheets(6, 5, widths, "relu"):
        layers = [l for l in range(1, len(widths)) for v in sheet.trace.value(f"net_{l}") if v < 0]
        assert layers == [quiet] * bool(quiet)


def test_hidden_units_learn_and_no_eta_is_one() -> None:
    """δ is 0 only at a quiet ReLU, and a forgotten η would show."""
    for seed in range(20):
        sheet = worksheet(seed=seed, level=4)
        assert sheet.eta != 1
        for l in (1, 2):
            still = sheet.trace.value(f"delta_{l}") == 0
            assert (still == (sheet.trace.value(f"net_{l}") < 0)).all()


def test_the_binary_cross_entropy_asks_for_a_yes_or_a_no() -> None:
    """Both come up, of every output."""
    targets = [worksheet(seed, [2, 2, 2], "sigmoid", B).y.tolist() for seed in range(30)]
    assert {tuple(y) for y in targets} == {(0, 0), (0, 1), (1, 0), (1, 1)}


RANGE = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 9), "identity": (-9, 9)}


@pytest.mark.parametrize("output", RANGE)
def test_targets_can_be_reached_and_are_missed_by_something_short(output: str) -> None:
    """y is a value of the output's activation, and o − y is 0.1, 0.2, 0.3, 0.4, 0.5, 0.8 or 1."""
    low, high = RANGE[output]
    off = set()
    for sheet in worksheets(2, 40, [2, 2, 2], ["relu", output], None, 2):
        assert ((sheet.y >= low) & (sheet.y <= high)).all()
        off |= {round(v, 6) for v in sheet.trace.value("z_2") - sheet.y}
    assert {abs(v) for v in off} <= {0.1, 0.2, 0.3, 0.4, 0.5, 0.8, 1}
    assert min(off) < 0 < max(off)
    assert len(off) >= 8


def test_the_numbers_that_are_drawn_vary_as_far_as_a_hand_likes() -> None:
    """Over a class: halves and wholes that are not 0, up to 3, and two learning rates."""
    sheets = list(worksheets(4, 60, [2, 3, 2], ["relu", "identity"]))
    inputs = {v for sheet in sheets for v in sheet.x}
    weights = {v for sheet in sheets for W in sheet.mlp.W for v in W.flat}
    biases = {abs(v) for sheet in sheets for b in sheet.mlp.b for v in b}
    nets = {abs(v) for sheet in sheets for l in (1, 2) for v in sheet.trace.value(f"net_{l}")}
    assert inputs == {-2, -1, -0.5, 0.5, 1, 2, 3}
    assert weights == {-2, -1, -0.5, 0.5, 1, 2}
    assert 0 < min(biases) < max(biases) <= 3
    assert max(biases) > 2.5
    assert nets == {0.5, 1, 1.5, 2, 3}
    assert {sheet.eta for sheet in sheets} == {0.5, 2}
    assert all(len(set(sheet.x)) == 2 for sheet in sheets)


def test_what_is_given_is_shorter_still() -> None:
    """Two decimals at most, no bias of 0, and no two units of a layer with the same weights."""
    for seed in range(20):
        sheet = worksheet(seed=seed, widths=[2, 3, 2], activations=["tanh", "softmax"])
        assert all(round(v, 2) == v for v in numbers(sheet))
        for W, b in zip(sheet.mlp.W, sheet.mlp.b, strict=True):
            assert len(np.unique(W, axis=1).T) == len(b)
            assert (b != 0).all()


def test_the_logarithm_is_given_only_where_there_is_a_loss() -> None:
    for level in LEVELS:
        sheet = worksheet(level=level, widths=[2, 3], activations="softmax")
        assert ("log o, rounded" in sheet.problem) == (level > 1)
        assert ("the loss is the cross-entropy" in sheet.problem) == (level > 1)


def test_the_key_reads_the_tables_and_computes_no_power() -> None:
    """σ(0.4) = 0.6, and e^net as the table has it: a hand does not know 1/(1 + e^−0.4)."""
    sheet = worksheet(seed=7)
    assert "z¹₁ = σ(−0.4) = 0.4\n" in sheet.key
    sheet = worksheet(seed=7, level=4)
    e = dict(sheet.tables[0].columns)
    nets = [f"{net:g}" for net in sheet.trace.value("net_3")]
    shares = [f"{float(e[net]):g}" for net in nets]
    powers = " + ".join(f"e^{net}" for net in nets)
    for net, share, o in zip(nets, shares, sheet.trace.value("z_3"), strict=True):
        line = f"= e^{net} / ({powers}) = {share} / ({' + '.join(shares)}) = {o:g}\n"
        assert line in sheet.key


def test_the_key_is_the_walkthrough() -> None:
    """The numbers are those of `mlpcore` with the activations of the tables."""
    sheet = worksheet(seed=3, widths=[2, 2, 1])
    walk = mlpcore.lesson.walkthrough(sheet.mlp, sheet.x, sheet.y, sheet.eta)
    assert [step.key for step in walk] == [step.key for step in sheet.steps]
    for step, own in zip(walk, sheet.steps, strict=True):
        assert np.abs(step.value - own.value).max() < 1e-12
        assert f"{own.forms[0].text} = " in sheet.key
        assert own.forms[0].text in sheet.problem


@each_level
def test_a_level_asks_as_far_as_it_says(level: int) -> None:
    sheet = worksheet(seed=2, level=level)
    sections = [heading for heading, _ in sheet.sections]
    assert (
        sections
        == ["I forward", "II error", "III backprop", "IV gradients", "V descent"][
            : {1: 1, 2: 3}.get(level, 5)
        ]
    )
    assert ("y" in sheet.given) == (level > 1)
    assert ("eta" in sheet.given) == (level > 2)
    if level == 2:
        assert [step.key for step in sheet.steps][-2:] == ["d_o", "delta_2"]


def test_level_4_is_deep_with_softmax_unless_the_network_is_named() -> None:
    assert repr(worksheet(level=4).mlp) == repr(
        mlpcore.MLP([2, 2, 2, 3], ["relu", "relu", "softmax"], "cross_entropy")
    )
    assert worksheet(level=4, widths=[2, 2, 1], activations="tanh").mlp.widths == [2, 2, 1]


def test_answers_are_checked() -> None:
    sheet = worksheet(seed=3)
    delta = sheet.walk["delta_1"].value
    assert sheet.check("delta_1", delta).correct
    assert sheet.check("delta_1", delta.tolist()).correct
    assert not sheet.check("delta_1", [9, 9]).correct
    forgotten = sheet.trace.value("d_z_1")
    verdict = sheet.check("delta_1", forgotten)
    assert verdict.slip is not None
    with pytest.raises(KeyError, match="does not ask for 'delta_1'; it asks for net_1, z_1"):
        worksheet(seed=3, level=1).check("delta_1", delta)


@each_shape
def test_every_answer_of_the_key_is_right(
    widths: list[int], activations: object, loss: str, level: int
) -> None:
    sheet = worksheet(8, widths, activations, loss, level)  # type: ignore[arg-type]
    for step in sheet.steps:
        assert sheet.check(step.key, step.value).message == "right", step.key


def test_the_notes_own_names_and_no_formulas() -> None:
    named = worksheet(seed=3, named=True)
    assert "net_z = W_hᵀ x + b_h = [" in named.problem
    assert numbers(named) == numbers(worksheet(seed=3))
    bare = worksheet(seed=3, formulas=False)
    assert "  net input of the hidden layer: net₁ = [______, ______]\n" in bare.problem
    assert "updated weights into the output layer: new W₁ ← [[______], [______]]" in bare.problem
    assert "⊙" not in bare.problem
    assert "⊙" in bare.key


def test_a_sheet_keeps_its_network() -> None:
    """What is done with its network does not reach the sheet."""
    sheet = worksheet(seed=1)
    key, mlp = sheet.key, sheet.mlp
    mlp.descend(mlp.backward(mlp.forward(sheet.x), sheet.y), eta=1)
    sheet.x[0] = 99
    assert sheet.key == key
    assert sheet.check("net_1", sheet.walk["net_1"].value).correct


def test_the_printed_sheet_is_its_problem() -> None:
    sheet = worksheet(seed=1)
    assert repr(sheet) == sheet.problem == str(sheet.problem)
    assert mlpcore.lesson.worksheet(seed=1).problem == sheet.problem


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": 5}, "level is 5, but there are levels 1 to 4"),
        ({"level": "3"}, "level must be a number above 0, not '3'|level must hold real numbers"),
        ({"seed": -1}, "seed is -1, but must be 0 or above 0"),
        ({"variant": 0}, "variant is 0, but must be above 0"),
        (
            {"widths": [2]},
            r"widths is \[2\], but a worksheet takes 2 to 7 layers of at most 6 units",
        ),
        ({"widths": [2, 7, 1]}, r"widths is \[2, 7, 1\], but a worksheet takes"),
        ({"widths": [2, 0]}, r"widths\[1\] is 0"),
        ({"widths": 3}, "widths must be a list"),
        ({"activations": ["relu"]}, "activations has 1 entries: expected 2, 1 a layer"),
        ({"activations": ["relu", "sigmoyd"]}, "did you mean 'sigmoid'"),
        ({"activations": ["softmax", "relu"]}, "softmax in the output layer only"),
        ({"activations": ["relu", "softmax"]}, "the softmax of one output is always 1"),
        ({"activations": "tanh", "loss": C}, "cross_entropy takes log o"),
        ({"activations": "tanh", "loss": B}, r"takes log o and log \(1 − o\): expected sigmoid"),
        ({"loss": C}, "single output: binary_cross_entropy takes one, cross_entropy 2 outputs or"),
        ({"loss": "log"}, "unknown loss 'log'"),
    ],
)
def test_what_a_hand_cannot_do_is_refused_in_words(
    arguments: dict[str, object], message: str
) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        worksheet(**arguments)  # type: ignore[arg-type]


def test_numbers_that_are_not_found_are_owned_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("mlpcore.lesson.worksheets.make")
    monkeypatch.setattr(module, "TRIES", 50)
    came = "no friendly numbers found for a 6-6-6 network with sigmoid, sigmoid and half_squared"
    with pytest.raises(ValueError, match=came):
        worksheet(widths=[6, 6, 6], activations="sigmoid")


def test_an_unknown_part_or_paper_is_refused() -> None:
    sheet = worksheet()
    with pytest.raises(ValueError, match="unknown part 'kye': did you mean 'key'"):
        sheet.html("kye")
    with pytest.raises(ValueError, match="unknown paper 'a5'"):
        sheet.latex(paper="a5")
