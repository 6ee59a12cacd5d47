"""The tables of a worksheet: true values, rounded as they say, and slopes of the rounded ones."""

import math
from fractions import Fraction

import numpy as np
import pytest

import mlpcore
from mlpcore.lesson import walkthrough
from mlpcore.lesson.worksheets.tables import NETS, POWERS, SHARES, on_paper, powers, tables
from tests.helpers.letters import letters

TRUE = {
    "σ(net)": lambda v: 1 / (1 + math.exp(-v)),
    "tanh(net)": math.tanh,
    "e^net": math.exp,
    "log o": math.log,
}
DECIMALS = {"e^net": 1}
ALL = mlpcore.MLP([2, 2, 2, 3], ["sigmoid", "tanh", "softmax"], "cross_entropy")
PAPER = mlpcore.MLP.from_weights(ALL.W, ALL.b, [on_paper(f.name) for f in ALL.f[1:]], ALL.loss)


def test_every_printed_value_is_the_true_one_rounded() -> None:
    made = tables(PAPER)
    assert [table.value.text for table in made] == list(TRUE)
    for table in made:
        decimals = DECIMALS.get(table.value.text, 2)
        for argument, value in table.columns:
            assert value == f"{TRUE[table.value.text](float(argument)):.{decimals}f}"
            assert len(value.partition(".")[2]) == decimals
        assert table.rounded == f"rounded to {'one decimal' if decimals == 1 else 'two decimals'}"


def test_a_table_names_its_rows_in_the_same_letters_in_every_way_of_writing() -> None:
    """A value by the name of what it is read off at: σ(net), e^net, log o."""
    for table in tables(PAPER):
        for symbol in (table.argument, table.value):
            assert letters(symbol.text) == letters(symbol.latex) == letters(symbol.html)
        assert table.argument.text == ("o" if table.value.text == "log o" else "net")
        assert table.argument.text in table.value.text


def test_a_network_needs_a_table_only_for_what_it_has() -> None:
    """Each once; ReLU and identity are exact, and the logarithm belongs to cross-entropy."""
    assert tables(mlpcore.MLP([2, 2, 1], [on_paper("relu"), on_paper("identity")])) == []
    twice = mlpcore.MLP([2, 2, 1], [on_paper("sigmoid")] * 2)
    assert [table.value.text for table in tables(twice)] == ["σ(net)"]
    assert [table.value.text for table in tables(PAPER, with_loss=False)] == list(TRUE)[:3]


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_values_of_the_tables_are_short_and_near(name: str) -> None:
    """One decimal, and no further from the truth than rounding to two decimals takes them."""
    f, true = on_paper(name), mlpcore.activation(name)
    nets = np.array([sign * net for net in NETS[name] for sign in (-1, 1)])
    assert np.array_equal(f(nets), np.round(f(nets), 1))
    assert np.abs(f(nets) - true(nets)).max() <= 0.005
    assert not np.array_equal(f(nets), true(nets))


def test_slopes_are_those_of_the_rounded_values() -> None:
    net = [0.4, -1.4]
    assert on_paper("sigmoid").derivative(net) == pytest.approx([0.24, 0.16], abs=1e-15)
    assert on_paper("tanh").derivative([1.1]) == pytest.approx([0.36], abs=1e-15)
    f = on_paper("softmax")
    o = f(POWERS[:4])
    assert o == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=1e-15)
    assert f.jacobian(POWERS[:4]) == pytest.approx(np.diag(o) - np.outer(o, o), abs=1e-15)


def test_softmax_with_cross_entropy_still_collapses() -> None:
    """δ = o − y holds for the rounded o, too."""
    f, y = on_paper("softmax"), np.array([0.0, 1.0, 0.0, 0.0])
    delta = mlpcore.cross_entropy.delta(y, f, np.array(POWERS[:4]))
    assert delta == pytest.approx(f(POWERS[:4]) - y, abs=1e-15)
    assert mlpcore.cross_entropy.error(y, f, np.array(POWERS[:4])) == 1.61


def test_the_binary_cross_entropy_reads_both_logs_off_the_table_and_still_collapses() -> None:
    """For each sigmoid that has a short value, log o and log (1 − o) are two of its columns."""
    f, printed = on_paper("sigmoid"), dict(tables(PAPER)[-1].columns)
    for net in (sign * each for each in NETS["sigmoid"] for sign in (-1, 1)):
        o = f([net]).item()
        for y in (0.0, 1.0):
            target, at = np.array([y]), np.array([net])
            share = o if y else 1 - o
            eps = mlpcore.binary_cross_entropy.error(target, f, at).item()
            assert eps == -float(printed[f"{share:g}"])
            delta = mlpcore.binary_cross_entropy.delta(target, f, at)
            assert delta == pytest.approx([o - y], abs=1e-15)


def test_the_logarithm_table_has_every_share_that_the_powers_can_make() -> None:
    """e^net = 1 to 9 that add up to 4, 5 or 10."""
    made = {Fraction(e, whole) for whole in (4, 5, 10) for e in range(1, whole)}
    assert {Fraction(str(share)) for share in SHARES} == made
    assert np.array_equal(powers(np.array(POWERS)), np.arange(1, 10))


def test_powers_that_are_all_zero_are_refused() -> None:
    """The table ends there: a share of nothing is no number."""
    with pytest.raises(ValueError, match=r"e\^net is 0 to 1 decimal for every net of"):
        on_paper("softmax")([-9.0, -8.0])


def test_formulas_know_a_tabled_activation_by_its_name() -> None:
    """The walkthrough of the network on paper has the formulas of the network itself."""
    x, y = [1.0, 2.0], [0.0, 0.0, 1.0]
    on_its_own, plain = walkthrough(PAPER, x, y), walkthrough(ALL, x, y)
    assert [step.formula for step in on_its_own] == [step.formula for step in plain]
