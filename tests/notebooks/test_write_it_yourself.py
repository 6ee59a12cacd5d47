"""Notebook 06 as students fill it: with the model answers, with slips, with one gap after another.

A gap cell's model answer stands in the text after its verdict: a line for each line with a gap.
"""

import contextlib
import io
import re
from typing import Any

import numpy as np
import pytest

from mlpcore import lesson
from tests import NOTEBOOKS
from tests.helpers.notebook_rules import code_cells, read, tags

NOTEBOOK = read(NOTEBOOKS / "06_write_it_yourself.ipynb")
CELLS = {cell["id"]: cell for cell in NOTEBOOK["cells"]}
GAPS = [cell["id"].removeprefix("gap-") for cell in code_cells(NOTEBOOK) if "gap" in tags(cell)]


def model_answer(name: str) -> list[str]:
    """The lines that are shown for a gap cell."""
    (code,) = re.findall(r"```python\n(.+?)```", CELLS[f"answer-{name}"]["source"], re.DOTALL)
    return code.splitlines()


def filled(name: str, lines: list[str]) -> str:
    """A gap cell with these lines in place of those that have a gap."""
    left = iter(lines)
    source = [
        re.match(r"\s*", line)[0] + next(left) if "..." in line else line  # type: ignore[index]
        for line in CELLS[f"gap-{name}"]["source"].splitlines()
    ]
    assert next(left, None) is None
    return "\n".join(source)


def run(**given: list[str]) -> tuple[dict[str, str], dict[str, Any]]:
    """What every cell before the exercises prints, with these gaps filled; and what it defines."""
    known: dict[str, Any] = {}
    said = {}
    for cell in code_cells(NOTEBOOK):
        if cell["id"] == "book":
            return said, known
        name, source = cell["id"].removeprefix("gap-"), cell["source"]
        if name in given and cell["id"].startswith("gap-"):
            source = filled(name, given[name])
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(source, f"<{cell['id']}>", "exec"), known)
        said[cell["id"]] = out.getvalue().rstrip()
    raise AssertionError("the notebook has no exercises")


RIGHT = {name: model_answer(name) for name in GAPS}


def test_the_gaps_are_those_of_the_blackboard() -> None:
    assert GAPS == ["forward", "deltas", "gradients", "step", "train", "value"]
    assert sum(map(len, RIGHT.values())) == 19


def test_with_the_model_answers_everything_is_right() -> None:
    said, known = run(**RIGHT)
    for name in GAPS:
        verdict = said[f"judge-{name}"].splitlines()
        right, of = re.search(r"(\d) of (\d) lines right", verdict[0]).groups()  # type: ignore[union-attr]
        assert right == of, verdict
    assert said["judge-train"].endswith("o = [0, 0.96, 0.97, 0]")
    assert said["compare"].endswith("the same to the last digit shown: 17 of 17")
    W_0 = known["my_step"](*(known[n] for n in ("x", "y", "W_0", "b_0", "W_1", "b_1")), 0.5)[0]
    mlp = known["mlp"].copy()
    mlp.descend(mlp.backward(mlp.forward(known["x"]), known["y"]), 0.5)
    np.testing.assert_allclose(W_0, mlp.W[0], rtol=1e-12)


def test_what_the_text_promises_of_the_training_is_so() -> None:
    """ε below 0.001, the outputs within 0.05 of their targets, from 1.22."""
    said, _ = run(**RIGHT)
    before, after = map(float, re.findall(r"ε from ([\d.]+) to ([\d.]+)", said["judge-train"])[0])
    assert f"begins at {before}" in CELLS["train"]["source"]
    assert after < 0.001


@pytest.mark.samples(3)
@pytest.mark.parametrize("name", GAPS)
def test_each_gap_can_be_filled_before_the_others(name: str) -> None:
    """Nothing breaks; the filled one is judged, and what needs the others waits."""
    said, _ = run(**{name: RIGHT[name]})
    verdict = said[f"judge-{name}"]
    if name == "train":
        assert "waits for the step, which still gives ..." in verdict
    elif name == "step":
        assert "0 of 4" in verdict
        assert "waits for net_1 in my_forward, which is still ..." in verdict
    else:
        assert re.search(r"(\d) of \1 lines right", verdict)
    assert said["compare"].startswith("waits until ")


SLIPS = {
    "net_1 = W_0 @ x + b_0": ("forward", "untransposed-forward"),
    "net_1 = W_0.T @ x": ("forward", "bias-forgotten"),
    "z_1 = net_1": ("forward", "activation-forgotten"),
    "d_o = y - o": ("deltas", "missing-minus"),
    "delta_2 = d_o": ("deltas", "slope-forgotten"),
    "delta_1 = (W_1.T @ delta_2) * (1 - z_1**2)": ("deltas", "transposed-weights"),
    "delta_1 = delta_2 * (1 - z_1**2)": ("deltas", "deep-delta-without-weights"),
    "eps = np.sum((y - o)**2)": ("deltas", "half-forgotten"),
    "dW_1 = z_1 * delta_2": ("gradients", "hadamard-not-outer"),
    "dW_0 = np.outer(delta_1, x)": ("gradients", "outer-product-turned"),
    "W_0 = W_0 + eta * dW_0": ("step", "ascent"),
    "b_1 = b_1 - db_1": ("step", "eta-missing"),
}


@pytest.mark.samples(4)
@pytest.mark.parametrize("line", SLIPS)
def test_a_slip_in_a_gap_is_named_and_the_other_lines_are_not_blamed(line: str) -> None:
    name, slip = SLIPS[line]
    begin = line.partition(" = ")[0] + " = "
    lines = [line if each.startswith(begin) else each for each in RIGHT[name]]
    said, _ = run(**{**RIGHT, name: lines})
    rows = said[f"judge-{name}"].splitlines()
    wrong = [row for row in rows if " ✗ " in row]
    assert len(wrong) == 1
    assert slip in wrong[0]
    assert f" {begin.split()[0]} " in wrong[0]


def test_autograd_under_the_same_lines_gives_the_same_slopes() -> None:
    """The lines to paste run as they stand."""
    pytest.importorskip("autograd")
    _, known = run(**RIGHT)
    (code,) = re.findall(r"```python\n(.+?)```", CELLS["same-read"]["source"], re.DOTALL)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, known)
    mlp = known["mlp"]
    bwd = mlp.backward(mlp.forward(known["x"]), known["y"])
    W_0, b_0, W_1, b_1 = known["slopes"]
    for slope, true in ((W_0, bwd.dW[0]), (b_0, bwd.db[0]), (W_1, bwd.dW[1]), (b_1, bwd.db[1])):
        np.testing.assert_allclose(slope, true, rtol=1e-12)


def test_about_thirty_lines_are_enough() -> None:
    """As the text says: all that is NumPy, with its def and return."""
    numpy_cells = [name for name in GAPS if name != "value"]
    lines = [line for name in numpy_cells for line in filled(name, RIGHT[name]).splitlines()]
    assert len(lines) == 32
    assert sum(len(RIGHT[name]) for name in numpy_cells) == 17
    assert "of which you write seventeen" in CELLS["title"]["source"]


def test_the_graph_drawn_by_hand_is_right() -> None:
    """a·b + tanh(a): its numbers and slopes in the table, by calculus."""
    a, b = 0.5, -2.0
    t = np.tanh(a)
    slope = 1 - t**2
    rows = [line.split("|")[1:-1] for line in CELLS["graph"]["source"].splitlines() if "|" in line]
    table = {row[0].strip().strip("$")[0]: [cell.replace("−", "-") for cell in row] for row in rows}
    expected = {"e": (a * b + t, 1), "c": (a * b, 1), "t": (t, 1), "b": (b, a), "a": (a, b + slope)}
    for name, (value, total) in expected.items():
        _, shown, _, slopes = table[name]
        assert float(shown) == pytest.approx(value, abs=0.0005)
        assert float(re.findall(r"-?[\d.]+", slopes)[-1]) == pytest.approx(total, abs=0.0005)
    assert f"$a$: {slope:.3f}" in table["t"][2]


def test_one_path_alone_is_left_where_slopes_are_not_added() -> None:
    """With = the slope of a is b; with += it is that of the table."""
    known = run(**RIGHT)[0]
    assert known["own-equals"] == "-2.000 0.500"
    mended = CELLS["own-equals"]["source"].replace("parent.slope =", "parent.slope +=")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(f"{CELLS['small-graph']['source']}\n{mended}", {"lesson": lesson})
    assert out.getvalue() == "-1.214 0.500\n"
