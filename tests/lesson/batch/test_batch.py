"""A batch on record: its rows, its outer products, and how sum and mean differ."""

import numpy as np
import pytest
from latex2mathml.converter import convert

import mlpcore
from mlpcore.backprop import mean_row, outer
from mlpcore.lesson import Trace
from mlpcore.lesson.batch.cells import cell, sources
from mlpcore.lesson.batch.places import BY, gradients, places, table
from mlpcore.lesson.notation.numbers import array_text, brief, shape_text
from mlpcore.lesson.steps.agreement import agreement
from tests.helpers.batch_oracle import alone
from tests.helpers.letters import letters
from tests.helpers.oracle import FUNCTIONS, LOSSES, Case, agree, differentiate, random_case
from tests.lesson.steps.test_cells import evaluate

pytestmark = pytest.mark.section("IV")


def batch_of(case: Case, eta: float = 0.5) -> Trace:
    """The record of a random batch."""
    mlp = mlpcore.MLP.from_weights(case.W, case.b, case.activations, case.loss)
    return Trace.of_batch(mlp, case.x, case.y, eta)


def small(rows: int = 4, eta: float = 0.5, named: bool = False) -> Trace:
    """A 3-4-3 network on a few rows."""
    rng = np.random.default_rng(5)
    mlp = mlpcore.MLP([3, 4, 3], ["tanh", "sigmoid"], seed=3, init="uniform")
    return Trace.of_batch(
        mlp, rng.normal(0, 1, (rows, 3)), rng.uniform(0, 1, (rows, 3)), eta, named
    )


# --- the numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", FUNCTIONS)
@pytest.mark.parametrize("hidden", FUNCTIONS)
def test_a_batch_holds_what_autograd_finds(hidden: str, output: str, loss: str) -> None:
    """The means ε, ∇W, ∇b, every sample's own δ, and each sample's own ∇W as a batch of one."""
    case = random_case(hidden, output, loss, 2, rows=3)
    batch, theirs = batch_of(case, eta=1e-6), differentiate(case)  # o stays above 0 after the step
    assert agree(batch.value("eps"), theirs.eps)
    for l in range(3):
        assert agree(batch.value(f"dW_{l}"), theirs.dW[l])
        assert agree(batch.value(f"db_{l}"), theirs.db[l])
        assert agree(batch.value(f"delta_{l + 1}"), theirs.delta[l + 1])
        for p in range(3):
            single = differentiate(alone(case, p))
            assert agree(batch.value(f"own:dW_{l}")[p], single.dW[l])
            assert agree(batch.value(f"own:db_{l}")[p], single.db[l])


@pytest.mark.parametrize("h", range(4))
def test_every_value_of_a_batch_is_that_of_mlpcore_to_the_last_digit(h: int) -> None:
    """Of forward, backward and descend with the same X and Y."""
    case = random_case("sigmoid", "softmax", "cross_entropy", h, rows=5)
    batch = batch_of(case, eta=0.7)
    mlp = mlpcore.MLP.from_weights(case.W, case.b, case.activations, case.loss)
    fwd = mlp.forward(case.x)
    bwd = mlp.backward(fwd, case.y)
    expected = {"x": case.x, "y": case.y, "eta": 0.7, "eps": bwd.eps, "d_o": bwd.d_o}
    for l in range(h + 1):
        expected |= {f"W_{l}": mlp.W[l].copy(), f"b_{l}": mlp.b[l].copy()}
        expected |= {f"net_{l + 1}": fwd.net[l + 1], f"z_{l + 1}": fwd.z[l + 1]}
        expected |= {f"dW_{l}": bwd.dW[l], f"db_{l}": bwd.db[l]}
        expected[f"delta_{l + 1}"] = bwd.delta[l + 1]
    mlp.descend(bwd, 0.7)
    for l in range(h + 1):
        expected |= {f"new:W_{l}": mlp.W[l], f"new:b_{l}": mlp.b[l]}
    for key, value in expected.items():
        assert batch.value(key).tolist() == np.asarray(value).tolist(), key


@pytest.mark.parametrize("rows", [1, 2, 3, 8, 50])
def test_the_sum_is_n_times_the_mean_and_the_rows_are_its_terms(rows: int) -> None:
    """Σ z δᵀ = n ∇W, of ∇W, ∇b and ε; the running sum ends in it."""
    batch = small(rows)
    assert len(batch) == len(batch.rows) == rows
    for key in ("dW_0", "dW_1", "db_0", "db_1", "eps"):
        terms = [row.value(key) for row in batch.rows]
        np.testing.assert_allclose(batch.value(f"sum:{key}"), sum(terms), rtol=1e-14, atol=1e-16)
        np.testing.assert_allclose(
            batch.value(f"sum:{key}"), rows * batch.value(key), rtol=1e-13, atol=1e-16
        )
        for p in range(rows):
            running = batch.value(f"running:{key}")[p]
            np.testing.assert_allclose(running, sum(terms[: p + 1]), rtol=1e-13, atol=1e-16)


def test_an_own_gradient_is_the_outer_product_of_the_stacked_rows() -> None:
    """own ∇W_l[p] = z^l[p] δ^{l+1}[p]ᵀ; δ is each sample's own, not divided by n."""
    batch = small()
    for l, z in enumerate((batch.value("x"), batch.value("z_1"))):
        delta = batch.value(f"delta_{l + 1}")
        for p in range(4):
            product = pytest.approx(np.outer(z[p], delta[p]), rel=1e-14)
            assert batch.value(f"own:dW_{l}")[p] == product
            assert batch.rows[p].value(f"delta_{l + 1}") == pytest.approx(delta[p], rel=1e-13)


def test_as_a_matrix_product_the_sum_is_the_transposed_stack_times_the_stack() -> None:
    """Zᵀ Δ, with nothing else."""
    batch = small(6)
    product = batch.value("z_1").T @ batch.value("delta_2")
    np.testing.assert_allclose(batch.value("sum:dW_1"), product, rtol=1e-13)


def test_a_step_with_the_sum_is_a_step_with_the_mean_and_n_times_the_rate() -> None:
    """With the sum, η acts as if it were n times as large."""
    batch, faster = small(4, eta=0.3), small(4, eta=4 * 0.3)
    for key in ("W_0", "b_0", "W_1", "b_1"):
        by_sum, old = batch.value(f"new_sum:{key}"), batch.value(key)
        np.testing.assert_allclose(by_sum, faster.value(f"new:{key}"), rtol=1e-13)
        np.testing.assert_allclose(by_sum - old, 4 * (batch.value(f"new:{key}") - old), rtol=1e-9)
        assert np.abs(by_sum - batch.value(f"new:{key}")).max() > 1e-3


def test_a_batch_of_which_every_sample_comes_twice_has_the_same_mean_and_twice_the_sum() -> None:
    """And the same δ, each twice."""
    batch = small()
    twice = batch.twice
    assert len(twice) == 8
    assert twice.value("delta_2").tolist() == np.repeat(batch.value("delta_2"), 2, 0).tolist()
    for key in ("dW_0", "db_0", "dW_1", "db_1", "eps"):
        np.testing.assert_allclose(twice.value(key), batch.value(key), rtol=1e-13, atol=1e-16)
        total, before = twice.value(f"sum:{key}"), batch.value(f"sum:{key}")
        np.testing.assert_allclose(total, 2 * before, rtol=1e-13, atol=1e-16)


def test_a_batch_of_one_is_its_sample() -> None:
    """Mean and sum are the same there."""
    batch = small(1)
    (row,) = batch.rows
    for key in ("eps", "dW_0", "db_1", "new:W_0"):
        assert batch.value(key).tolist() == row.value(key).tolist()
    assert batch.value("sum:dW_1").tolist() == batch.value("dW_1").tolist()


def test_the_network_is_left_as_it_was() -> None:
    """By the batch, by its rows, and by what is asked of them."""
    case = random_case("tanh", "sigmoid", "half_squared_error", 1, 4)
    mlp = mlpcore.MLP.from_weights(case.W, case.b, case.activations, case.loss)
    before = [a.tolist() for a in mlp.W + mlp.b]
    batch = Trace.of_batch(mlp, case.x, case.y)
    for key in ("new:W_0", "new_sum:W_0", "own:dW_1"):
        batch.value(key)
    assert [a.tolist() for a in mlp.W + mlp.b] == before
    mlp.W[0][:] = 9.0
    assert batch.value("W_0").tolist() == before[0]


# --- places and symbols -----------------------------------------------------------------------


def test_a_number_counts_the_sample_first_and_from_1() -> None:
    """z¹ of sample 2, unit 3; entry (3, 1) of the own ∇W of sample 4."""
    batch = small()
    assert batch.number("z_1", (2, 3)).value == batch.value("z_1")[1, 2]
    assert batch.number("own:dW_1", (4, 3, 1)).value == batch.value("own:dW_1")[3, 2, 0]
    assert batch.number("sum:dW_1", (3, 1)).value == batch.value("sum:dW_1")[2, 0]


@pytest.mark.parametrize(
    ("key", "index"),
    [("z_1", (5, 1)), ("z_1", (0, 1)), ("z_1", (1,)), ("own:dW_1", (1, 1)), ("dW_1", (1, 1, 1))],
)
def test_there_is_no_number_where_the_batch_has_none(key: str, index: tuple[int, ...]) -> None:
    """Nor a sample 0."""
    with pytest.raises(IndexError, match=f"{key} has shape .* there is no entry"):
        small().number(key, index)


@pytest.mark.parametrize(
    "key",
    ["own:W_0", "own:z_1", "own:dW_2", "own:", "sum:delta_1", "running:dW", "new_sum:z_1",
     "new_sum:dW_0", "new_sum:W_2", "net_0", "z_9", "nonsense", "nonsense:dW_0"],
)  # fmt: skip
def test_a_key_that_names_nothing_is_refused(key: str) -> None:
    """A KeyError, in words."""
    with pytest.raises(KeyError, match=r"no quantity|no share"):
        small().value(key)


@pytest.mark.parametrize(
    ("key", "index", "symbol", "entry"),
    [
        ("x", (2, 1), "x", "x₁⁽²⁾"),
        ("z_1", (3, 2), "z¹", "z¹₂⁽³⁾"),
        ("net_1", (3, 2), "net₁", "net₁⁽³⁾[2]"),
        ("z_2", (1, 1), "o", "o₁⁽¹⁾"),
        ("one_minus:z_1", (3, 2), "(1 − z¹)", "(1 − z¹₂⁽³⁾)"),
        ("d_o", (4, 2), "∂ε/∂o", "∂ε/∂o₂⁽⁴⁾"),
        ("eps", (), "ε", "ε"),
        ("own:eps", (2,), "ε⁽ᵖ⁾", "ε⁽²⁾"),
        ("dW_1", (2, 1), "∇W₁", "∇W₁[2,1]"),
        ("own:dW_1", (12, 2, 1), "∇W₁⁽ᵖ⁾", "∇W₁⁽¹²⁾[2,1]"),
        ("running:dW_1", (1, 2, 1), "Σ ∇W₁⁽ᵖ⁾ so far", "∇W₁⁽¹⁾[2,1]"),
        ("running:dW_1", (3, 2, 1), "Σ ∇W₁⁽ᵖ⁾ so far", "Σ₁…₃ ∇W₁⁽ᵖ⁾[2,1]"),
        ("sum:dW_1", (2, 1), "Σ ∇W₁⁽ᵖ⁾", "Σ ∇W₁⁽ᵖ⁾[2,1]"),
        ("sum:db_0", (3,), "Σ ∇b₀⁽ᵖ⁾", "Σ ∇b₀⁽ᵖ⁾[3]"),
        ("new:W_1", (2, 1), "new W₁", "new W₁[2,1]"),
        ("new_sum:W_1", (2, 1), "new(Σ) W₁", "new(Σ) W₁[2,1]"),
    ],
)
def test_a_symbol_tells_the_sample(
    key: str, index: tuple[int, ...], symbol: str, entry: str
) -> None:
    """Above it, in round brackets; the index of an entry stays where the notes have it."""
    batch = small(12)
    assert batch.symbol(key).text == symbol
    written = batch.notation.entry(key, index)
    assert written.text == entry
    for latex in (batch.symbol(key).latex, written.latex):
        assert "<math" in convert(latex)
        assert latex.count("{") == latex.count("}")


def test_the_notes_own_names_can_be_asked_for() -> None:
    """δ_o in place of δ²."""
    batch = small(named=True)
    assert batch.symbol("delta_2").text == "δ_o"
    assert batch.rows[0].symbol("dW_0").text == "∇W_h"


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "Y", "words"),
    [
        ([0.1, 0.2, 0.3], [0, 0, 1], r"X has shape \(3,\), which is one sample: .*\(n, 3\)"),
        ([[0.1, 0.2]], [[0, 0, 1]], r"X has shape \(1, 2\), but the input layer expects"),
        (np.zeros((0, 3)), np.zeros((0, 3)), r"X has shape \(0, 3\).*not empty"),
        (np.zeros((2, 2, 3)), np.zeros((2, 3)), r"X has shape \(2, 2, 3\)"),
        (np.zeros((2, 3)), np.zeros((3, 3)), r"Y has shape \(3, 3\), .* gives \(2, 3\)"),
        (np.zeros((2, 3)), [0, 1], r"Y has shape \(2,\), .*one_hot"),
        ([[0, 0, np.nan]], [[0, 0, 1]], r"X\[0, 2\] is nan"),
    ],
)
def test_what_is_no_batch_is_refused_in_words(X: object, Y: object, words: str) -> None:
    """With the shape that came and the one that was expected."""
    with pytest.raises(ValueError, match=words):
        Trace.of_batch(mlpcore.MLP([3, 2, 3]), X, Y)


def test_a_rate_that_is_none_is_refused() -> None:
    """η is above 0."""
    with pytest.raises(ValueError, match="eta is 0, but must be above 0"):
        small(eta=0)


# --- index formulas ---------------------------------------------------------------------------

KEYS = [
    "x", "y", "eta", "W_1", "b_0", "net_1", "z_1", "z_2", "d_o", "delta_2", "delta_1", "eps",
    "dW_0", "dW_1", "db_0", "db_1", "own:dW_1", "own:db_0", "own:eps", "running:dW_0",
    "running:db_1", "sum:dW_1", "sum:db_0", "sum:eps", "new:W_0", "new:b_1", "new_sum:W_0",
    "new_sum:b_1", "new:eps", "new_sum:eps", "n", "n_eta",
]  # fmt: skip
GIVEN = {"x", "y", "eta", "W_1", "b_0", "new:eps", "new_sum:eps", "n", "n_eta"}


@pytest.mark.parametrize("key", KEYS)
def test_every_index_formula_over_the_samples_gives_the_number(key: str) -> None:
    """So does every stage of it; what is given has none; every source is where its number is."""
    batch = small()
    for place in np.ndindex(batch.value(key).shape):
        shown = cell(batch, key, tuple(i + 1 for i in place))
        assert bool(shown.formula) == (key not in GIVEN)
        for chain in filter(None, (shown.formula, *shown.between)):
            assert evaluate(chain) == pytest.approx(shown.target.value, rel=1e-12, abs=1e-15)
        for source, entries in sources(shown).items():
            assert all(batch.number(source, at).index == at for at in entries)
        assert shown.text(batch.notation).endswith(f"= {brief(shown.target.value)}")
        assert "<math" in convert(shown.latex(batch.notation))


def test_a_mean_reads_both_factors_of_every_sample_and_every_share() -> None:
    """∇W₁[2,1] of four samples: z¹₂ and δ²₁ of each, then the shares, their sum, and n."""
    samples = range(1, 5)
    assert sources(cell(small(), "dW_1", (2, 1))) == {
        "z_1": [(p, 2) for p in samples],
        "delta_2": [(p, 1) for p in samples],
        "own:dW_1": [(p, 2, 1) for p in samples],
        "sum:dW_1": [(2, 1)],
        "n": [()],
    }


@pytest.mark.parametrize(
    ("key", "index", "symbols"),
    [
        ("dW_1", (2, 1), "∇W₁[2,1] = (z¹₂⁽¹⁾·δ²₁⁽¹⁾ + z¹₂⁽²⁾·δ²₁⁽²⁾) / n = "),
        ("sum:dW_1", (2, 1), "Σ ∇W₁⁽ᵖ⁾[2,1] = z¹₂⁽¹⁾·δ²₁⁽¹⁾ + z¹₂⁽²⁾·δ²₁⁽²⁾ = "),
        ("db_1", (3,), "∇b₁[3] = (δ²₃⁽¹⁾ + δ²₃⁽²⁾) / n = "),
        ("running:dW_1", (2, 2, 1), "Σ₁…₂ ∇W₁⁽ᵖ⁾[2,1] = ∇W₁⁽¹⁾[2,1] + ∇W₁⁽²⁾[2,1] = "),
        ("running:dW_1", (1, 2, 1), "∇W₁⁽¹⁾[2,1] = z¹₂⁽¹⁾·δ²₁⁽¹⁾ = "),
        ("own:dW_0", (2, 3, 4), "∇W₀⁽²⁾[3,4] = x₃⁽²⁾·δ¹₄⁽²⁾ = "),
        ("eps", (), "ε = (ε⁽¹⁾ + ε⁽²⁾) / n = "),
        ("new_sum:W_1", (2, 1), "new(Σ) W₁[2,1] = W₁[2,1] − η·Σ ∇W₁⁽ᵖ⁾[2,1] = "),
    ],
)
def test_an_index_formula_tells_the_samples_apart(
    key: str, index: tuple[int, ...], symbols: str
) -> None:
    """By (p) above the symbol."""
    batch = small(2)
    assert cell(batch, key, index).text(batch.notation).startswith(symbols)


# --- words ------------------------------------------------------------------------------------


def names(batch: Trace) -> dict[str, object]:
    """What a line of code at a place can use."""
    fwd, bwd, mlp = batch.fwd, batch.bwd, batch.mlp.copy()
    return {
        "z": fwd.z, "delta": bwd.delta, "x": fwd.z[0], "outer": outer, "mean_row": mean_row,
        "W": mlp.W, "b": mlp.b, "dW": list(bwd.dW), "db": list(bwd.db), "eta": batch.eta,
    }  # fmt: skip


def run(code: str, batch: Trace) -> np.ndarray:
    """What a line of code gives, or assigns."""
    known = names(batch)
    left, equals, _ = code.partition(" = ")
    if not equals:
        return eval(code, known)
    exec(code, known)
    return eval(left, known)


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("key", ["dW_1", "db_1", "dW_0", "db_0"])
def test_the_code_at_every_place_gives_what_the_place_shows(key: str, by: str) -> None:
    """And the shapes written under it are those of the result; the formula can be set."""
    batch = small()
    for place in places(batch, key, by):
        value = batch.value(place.key)[place.p - 1] if place.p else batch.value(place.key)
        np.testing.assert_allclose(run(place.code, batch), value, rtol=1e-13)
        assert place.shapes.endswith(f"→ ({shape_text(value)})")
        assert "<math" in convert(place.formula.latex)
        assert letters(place.formula.latex) == letters(place.formula.text)
        for symbol in (place.symbol, place.short):
            assert letters(symbol.latex) == letters(symbol.text) == letters(symbol.html)
        for text in (place.name, place.words, place.formula.text, place.fact):
            assert "$" not in text
        assert len(place.words.split()) <= 80


def test_the_places_are_the_samples_then_all_of_them_then_the_step() -> None:
    """In the sections of the notes."""
    kinds = [(place.kind, place.p, place.section) for place in places(small(3), "dW_0", "sum")]
    each = [("sample", p, "IV one sample a layer") for p in (1, 2, 3)]
    all_of_them = [("whole", 0, "IV sum"), ("product", 0, "IV sum"), ("descent", 0, "V descent")]
    assert kinds == [*each, *all_of_them]


@pytest.mark.parametrize(
    ("key", "by", "formulas"),
    [
        ("dW_1", "mean",
         ["∇W₁⁽¹⁾ = z¹⁽¹⁾ (δ²⁽¹⁾)ᵀ", "∇W₁ = 1/n · Σ z¹⁽ᵖ⁾ (δ²⁽ᵖ⁾)ᵀ", "∇W₁ = 1/n · (Z¹)ᵀ Δ²",
          "W₁ ← W₁ − η · ∇W₁"]),
        ("dW_0", "sum",
         ["∇W₀⁽¹⁾ = x⁽¹⁾ (δ¹⁽¹⁾)ᵀ", "Σ ∇W₀⁽ᵖ⁾ = Σ x⁽ᵖ⁾ (δ¹⁽ᵖ⁾)ᵀ", "Σ ∇W₀⁽ᵖ⁾ = (X)ᵀ Δ¹",
          "W₀ ← W₀ − η · Σ ∇W₀⁽ᵖ⁾ = W₀ − n·η · ∇W₀"]),
        ("db_1", "mean",
         ["∇b₁⁽¹⁾ = δ²⁽¹⁾", "∇b₁ = 1/n · Σ δ²⁽ᵖ⁾", "∇b₁ = 1/n · (1 … 1) Δ²", "b₁ ← b₁ − η · ∇b₁"]),
    ],
)  # fmt: skip
def test_the_formulas_are_those_of_the_notes_with_the_sample_above(
    key: str, by: str, formulas: list[str]
) -> None:
    """Source: the notes, deep MLP IV and V."""
    found = places(small(1), key, by)
    assert [place.formula.text for place in found] == formulas


def test_the_gradient_of_the_mean_error_is_the_mean_and_the_sum_is_off() -> None:
    """Central differences of the batch's ε; a sample's own against its own ε; δ has no such."""
    batch = small()
    for key in gradients(batch):
        assert agreement(batch, key).ok
        assert agreement(batch, f"sum:{key}").words == "off by 75.00 %"
        assert agreement(batch.rows[2], key).ok
    assert agreement(batch, "delta_1") is None
    assert agreement(batch, "d_o") is None


def test_the_table_prints_every_share_and_what_both_steps_do() -> None:
    """To six digits."""
    batch = small(2)
    lines = list(table(batch, "dW_1"))
    assert [line.split(" = ")[0].strip() for line in lines] == [
        "∇W₁⁽¹⁾", "∇W₁⁽²⁾", "Σ ∇W₁⁽ᵖ⁾", "∇W₁", "by the mean: new W₁", "by the sum: new(Σ) W₁"
    ]  # fmt: skip
    for line, x, y in zip(lines, batch.x, batch.y, strict=False):
        own = batch.mlp.backward(batch.mlp.forward(x), y).dW[1]
        assert line.rpartition(" = ")[2] == array_text(own)
    assert lines[2].endswith(array_text(batch.value("dW_1") * 2))
    assert repr(batch) == "2 samples, 3-4-3 network, half_squared_error, η = 0.5"
