"""What the notebooks say: the numbers in their prose, their sums, their slips and their exercises.

A bold number in the text, as in **0.73**, quotes the output of the code cell before it.
"""

import contextlib
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mlpcore.lesson import slips
from tests import NOTEBOOKS
from tests.notebook_rules import Notebook, code_cells, printed, read

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
each_notebook = pytest.mark.parametrize("path", PATHS, ids=NAMES)

FEWEST_PREDICTIONS = 5
FEWEST_EXERCISES = 5
MINUTES = range(20, 41)

QUOTED = re.compile(r"\*\*([−-]?\d+(?:\.\d+)?)\*\*")
NUMBER = re.compile(r"[−-]?\d+\.?\d*(?:e[-+]?\d+)?")
FORMULA = re.compile(r"\$+([^$]+)\$+")
SUM = re.compile(r"[-+*/(). \d]+")

# exercise: what stands in the cell, a right answer, a wrong one
ANSWERS = {
    "00_start_here": {
        "solve-1": ("None", "(5, 4)", "(4, 5)"),
        "solve-2": ("None", "39", "32"),
        "solve-3": ("None", "0.9", "0.4"),
        "solve-4": ("None", "'db_0'", "'dW_0'"),
        "solve-5": ("None", "[[0.5, -0.3, 0.9], [-1, 0.7, 0.4]]", "W_o"),
        "solve-6": ("None", "[0.722, 0.258]", "[0.73, 0.33]"),
    },
    "01_forward_pass": {
        "solve-1": ("None", "[-0.4, -0.2, 1.6]", "[1.1, -0.7, 0.3]"),
        "solve-2": ("None", "(3, 6)", "(6, 3)"),
        "solve-3": ("None", "-1", "1"),
        "solve-4": ("None", "0.5", "-0.5"),
        "solve-5": ("square.W[0] @", "square.W[0].T @", "square.W[0] @"),
        "solve-6": ("None", "0.16", "0.8"),
        "solve-7": ("None", "[3]", "[0]"),
    },
    "02_backpropagation": {
        "solve-1": ("None", "[-0.125]", "[0.125]"),
        "solve-2": ("None", "[-0.0625]", "[0.0625]"),
        "solve-3": ("None", "[[2.05]]", "[[1.95]]"),
        "solve-4": ("None", "(4, 6)", "(6, 4)"),
        "solve-5": ("None", "1", "-1"),
        "solve-6": ("W[1].T @", "W[1] @", "W[1].T @"),
        "solve-7": ("None", "[0.322, -1.03]", "[0.0112, -0.841]"),
        "solve-8": ("None", "[0, 1]", "[1, 0]"),
    },
    "03_deep_mlp": {
        "solve-1": ("None", "(5, 3)", "(3, 5)"),
        "solve-2": ("None", "83", "69"),
        "solve-3": ("None", "[0.0625]", "[0.03125]"),
        "solve-4": ("None", "8", "7"),
        "solve-5": ("bwd.delta[3] *", "square.W[2] @ bwd.delta[3] *", "bwd.delta[3] *"),
        "solve-6": ("None", "4", "3"),
        "solve-7": ("None", "5", "4"),
    },
    "05_softmax_jacobian": {
        "solve-1": ("None", "[0.25, 0.75]", "[0.75, 0.25]"),
        "solve-2": ("None", "[[0.1875, -0.1875], [-0.1875, 0.1875]]", "[[0.1875, 0], [0, 0.1875]]"),
        "solve-3": ("None", "[-0.75, 0.75]", "[-0.75, 0]"),
        "solve-4": ("None", "[-0.5, 0.5]", "[-0.75, -0.25]"),
        "solve-5": ("None", "6.1", "1.1"),
        "solve-6": ("None", "0.0625", "0.25"),
        "solve-7": ("(o - y) * o * (1 - o)", "J.T @ (o - y)", "J @ o - y"),
    },
    "04_activations": {
        "solve-1": ("None", "0.09", "0.9"),
        "solve-2": ("None", "-0.18", "-0.4"),
        "solve-3": ("None", "-1", "0.5"),
        "solve-4": ("None", "0", "1"),
        "solve-5": ("None", "10", "9"),
        "solve-6": ("None", "2.5", "1.5"),
        "solve-7": ("3 * net)", "3 * net**2)", "3 * net)"),
    },
}
EXERCISES = [(name, exercise) for name, answers in ANSWERS.items() for exercise in answers]
RIGHT = {("00_start_here", "solve-4"): "you named: ∇b_h"}

REFUTED = {
    "01_forward_pass": {"sigmoid-of-z"},
    "02_backpropagation": {
        "missing-minus", "tanh-at-net", "relu-names-error", "transposed-weights",
        "hadamard-not-outer",
    },
    "03_deep_mlp": {"deep-delta-without-weights"},
    "05_softmax_jacobian": {"elementwise-softmax"},
    "04_activations": {"sigmoid-of-z", "tanh-at-net"},
}  # fmt: skip


# --- numbers in the prose ------------------------------------------------------------------------


@each_notebook
def test_every_bold_number_stands_in_the_output_before_it(path: Path) -> None:
    """What the text reads out is what the cell printed, to as many digits as the text gives."""
    assert [*misquoted(read(path))] == []


def test_a_wrong_bold_number_is_found() -> None:
    """Rounded is right; another digit, another sign, or a number of an earlier cell is not."""
    before, cell = printing("7.5"), printing("z = [0.75026, -0.331812], round 3")
    text = "**0.75** **−0.33** **-0.331812** **3** but **0.76**, **0.33**, **0**, **7.5**"
    notebook = {"cells": [before, cell, {"cell_type": "markdown", "source": text}]}
    assert [*misquoted(notebook)] == ["0.76", "0.33", "0", "7.5"]


def misquoted(notebook: Notebook) -> Iterator[str]:
    """The bold numbers that are not in the output of the last code cell."""
    tokens: list[str] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            tokens = NUMBER.findall(text_of(cell))
            continue
        for quoted in QUOTED.findall(cell["source"]):
            if not any(is_rounded(quoted, token) for token in tokens):
                yield quoted


def text_of(cell: dict[str, Any]) -> str:
    """All that a code cell printed, as plain text."""
    texts = [printed(output) for output in cell["outputs"]]
    return "\n".join(text.get("stdout", text.get("text/plain", "")) for text in texts)


def is_rounded(quoted: str, token: str) -> bool:
    """Whether the quoted number is the printed one, to the decimals that it has."""
    short, long = (Decimal(text.replace("−", "-")) for text in (quoted, token))
    if "." not in quoted:
        return short == long
    half = Decimal(1).scaleb(short.as_tuple().exponent) / 2  # type: ignore[arg-type]
    return abs(short - long) <= half


def printing(text: str) -> dict[str, Any]:
    """A code cell that printed this text."""
    output = {"output_type": "stream", "name": "stdout", "text": text}
    return {"cell_type": "code", "source": "", "outputs": [output]}


@each_notebook
def test_every_sum_in_a_formula_is_right(path: Path) -> None:
    """Where a formula is all numbers, both sides of each equals sign come to the same."""
    assert [*wrong_sums(read(path))] == []


def test_a_wrong_sum_is_found() -> None:
    """Rounding to the digits shown is right, more is not; formulas with letters are left alone."""
    text = r"$0.5 \cdot 0.14 + 1 = 1.07$ and $2 \cdot (-3) = -5$ and $1/3 = 0.33$ and $x = 3$"
    notebook = {"cells": [{"cell_type": "markdown", "source": text}]}
    assert [*wrong_sums(notebook)] == ["2 * (-3) = -5"]


def wrong_sums(notebook: Notebook) -> Iterator[str]:
    """The equations between numbers that do not hold to the digits shown."""
    for cell in notebook["cells"]:
        for formula in FORMULA.findall(cell["source"]) if cell["cell_type"] == "markdown" else ():
            sides = formula.replace(r"\cdot", "*").replace(r"\approx", "=").split("=")
            if all(SUM.fullmatch(side) for side in sides):
                for left, right in pairwise(side.strip() for side in sides):
                    if abs(evaluated(left) - evaluated(right)) > half_a_digit(right):
                        yield f"{left} = {right}"


def evaluated(side: str) -> float:
    """What a row of numbers and signs comes to."""
    return float(eval(side, {"__builtins__": {}}))


def half_a_digit(side: str) -> float:
    """Half a unit in the last decimal of a number."""
    decimals = len(side.partition(".")[2])
    return 0.5 * 10.0**-decimals + 1e-12 if decimals else 1e-12


# --- how a notebook is made ----------------------------------------------------------------------


@each_notebook
def test_it_opens_with_what_one_will_be_able_to_do_and_how_long_it_takes(path: Path) -> None:
    """The first cell says it; the time is one that fits an evening."""
    opening = read(path)["cells"][0]["source"]
    assert opening.startswith("# ")
    assert "**Afterwards you can**" in opening
    assert "**You need:**" in opening
    assert int(re.search(r"\*\*Time:\*\* about (\d+) minutes", opening)[1]) in MINUTES  # type: ignore[index]


@each_notebook
def test_it_asks_before_it_shows_and_ends_with_a_summary_and_exercises(path: Path) -> None:
    """Predict, then reveal; at the end a summary, then the exercises."""
    texts = [cell["source"] for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    assert sum("**Predict:**" in text for text in texts) >= FEWEST_PREDICTIONS
    headings = [line for text in texts for line in text.splitlines() if line.startswith("## ")]
    assert headings[-2:] == ["## Summary", "## Exercises"]


@each_notebook
def test_every_question_is_followed_by_something_that_answers_it(path: Path) -> None:
    """After a prediction comes a cell to run, or a text to open in the same cell."""
    for cell, following in pairwise(read(path)["cells"]):
        if "**Predict:**" in cell["source"]:
            assert following["cell_type"] == "code" or "<details>" in cell["source"], cell["id"]


@each_notebook
def test_every_panel_says_what_to_move(path: Path) -> None:
    """Every panel has an instruction beside it."""
    cells = read(path)["cells"]
    for before, cell, after in zip(cells, cells[1:], cells[2:], strict=False):
        if cell["source"].startswith("panels."):
            assert re.search(r"\b([Mm]ove|[Cc]lick|[Cc]hange|[Dd]rag|[Pp]ress)\b", before["source"])
            assert after["cell_type"] == "markdown"


@each_notebook
def test_its_links_lead_somewhere(path: Path) -> None:
    """A link to another notebook names one that exists."""
    texts = [cell["source"] for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    for target in re.findall(r"\]\(([^)]+\.ipynb)\)", "\n".join(texts)):
        assert (NOTEBOOKS / target).is_file(), target


@pytest.mark.parametrize("name", REFUTED)
def test_its_slips_are_shown_as_written_and_refuted(name: str) -> None:
    """Every slip of the notes that belongs here is quoted in a block and answered by a cell."""
    notebook = read(NOTEBOOKS / f"{name}.ipynb")
    code = "\n".join(cell["source"] for cell in code_cells(notebook))
    named = set(re.findall(r'lesson\.slips\["([\w-]+)"\]', code))
    assert named == REFUTED[name]
    assert named <= set(slips)
    quotes = [cell for cell in notebook["cells"] if "\n> " in cell["source"]]
    assert len(quotes) >= len(named)


# --- the exercises -------------------------------------------------------------------------------


@each_notebook
def test_it_has_enough_exercises_and_each_is_tried_here(path: Path) -> None:
    """No exercise escapes the tests below."""
    ids = [cell["id"] for cell in code_cells(read(path)) if cell["id"].startswith("solve-")]
    assert ids == [*ANSWERS.get(path.stem, {})]
    assert len(ids) >= FEWEST_EXERCISES


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_an_exercise_takes_the_right_answer_and_no_other(name: str, exercise: str) -> None:
    """Right is right; wrong is not; unanswered is not wrong, but not right either."""
    given, right, wrong = ANSWERS[name][exercise]
    verdict = RIGHT.get((name, exercise), "right")
    assert answered(name, exercise, given, right).splitlines()[-1] == verdict
    assert answered(name, exercise, given, wrong).splitlines()[-1] != verdict
    assert answered(name, exercise, given, given).splitlines()[-1] != verdict


def answered(name: str, exercise: str, given: str, answer: str) -> str:
    """What the cell of an exercise prints with this answer, after all cells before it."""
    known: dict[str, Any] = {}
    for cell in code_cells(read(NOTEBOOKS / f"{name}.ipynb")):
        source = cell["source"]
        if cell["id"] == exercise:
            assert source.count(given) == 1
            return run(source.replace(given, answer), known)
        if not source.startswith("panels."):
            run(source, known)
    raise AssertionError(f"{name} has no cell {exercise}")


def run(source: str, known: dict[str, Any]) -> str:
    """What a cell prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(source, known)
    return out.getvalue()
