"""What the notebooks say: the numbers in their prose, their sums, their slips and their exercises.

A bold number in the text, as in **0.73**, quotes the output of the code cell before it.
"""

import contextlib
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mlpcore.lesson import slips
from mlpcore.lesson.exercise_book import WORKBOOKS
from tests import NOTEBOOKS
from tests.helpers.notebook_rules import Notebook, code_cells, printed, read
from tests.helpers.reading_time import ASKED, minutes

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
each_notebook = pytest.mark.parametrize("path", PATHS, ids=NAMES)

FEWEST_PREDICTIONS = 5
FEWEST_EXERCISES = 5
MOST_MINUTES, MOST_QUESTIONS = 45, 12

QUOTED = re.compile(r"\*\*([−-]?\d+(?:\.\d+)?)\*\*")
NUMBER = re.compile(r"[−-]?\d+\.?\d*(?:e[-+]?\d+)?")
FORMULA = re.compile(r"\$+([^$]+)\$+")
SUM = re.compile(r"[-+*/(). \d]+")

# exercise: what stands in the cell, a right answer, a wrong one, and what the verdict says of it
ANSWERS = {
    "00_start_here": {
        "solve-1": ("None", "(5, 4)", "(4, 5)", "that is W_hᵀ"),
        "solve-2": ("None", "39", "32", "the weights alone"),
        "solve-3": ("None", "0.9", "0.4", "leads to output 2"),
        "solve-4": ("None", "'db_0'", "'dW_0'", "you named ∇W_h"),
        "solve-5": ("None", "[[0.5, -0.3, 0.9], [-1, 0.7, 0.4]]", "W_o", "our own W_o"),
        "solve-6": ("None", "[0.722, 0.258]", "[0.730, 0.334]", "x = (1, −0.5)"),
        "solve-7": ("None", "3", "4", "line 4 is right"),
    },
    "01_forward_pass": {
        "solve-1": ("None", "[-0.4, -0.2, 1.6]", "[1.1, -0.7, 0.3]", "x = (1, −0.5)"),
        "solve-2": ("None", "(3, 6)", "(6, 3)", "that is W_o itself"),
        "solve-3": ("None", "-1", "1", "only where its own input is positive"),
        "solve-4": ("None", "0.5", "-0.5", "what the inputs contribute"),
        "solve-5": ("square.W[0] @", "square.W[0].T @", "square.W[0] @", "untransposed-forward"),
        "solve-6": ("None", "0.16", "0.214", "slip sigmoid-of-z"),
        "solve-7": ("None", "[3]", "[0]", "ReLU makes it 0"),
        "solve-8": ("None", "1", "2", "line 2 is right"),
    },
    "02_backpropagation": {
        "solve-1": ("None", "[-0.125]", "[0.125]", "slip delta-sign"),
        "solve-2": ("None", "[-0.0625]", "[-0.25]", "slip slope-forgotten"),
        "solve-3": ("None", "[[2.05]]", "[[1.95]]", "slip ascent"),
        "solve-4": ("None", "(4, 6)", "(6, 4)", "the outer product in the wrong order"),
        "solve-5": ("None", "1", "-1", "descent goes against it"),
        "solve-6": ("W[1].T @", "W[1] @", "W[1].T @", "slip transposed-weights"),
        "solve-7": ("None", "[0.322, -1.03]", "[0.0112, -0.841]", "slip tanh-at-net"),
        "solve-8": ("None", "[0, 1]", "[1, 0]", "your x₁ is 1"),
        "solve-9": ("None", "1.125", "2.25", "slip half-forgotten"),
        "solve-10": ("None", "[0.9, -1.2]", "[-0.9, 1.2]", "slip missing-minus"),
        "solve-11": ("None", "[0.3, 0]", "[1, 0]", "slip relu-names-error"),
        "solve-12": (
            "None", "[[0.2, -0.4], [0, 0]]", "[[0.2, 0], [-0.4, 0]]",
            "slip outer-product-turned",
        ),
        "solve-13": ("None", "[-0.0625]", "[0]", "slip bias-gradient-forgotten"),
        "solve-14": ("None", "2", "1", "line 1 is right"),
        "solve-15": ("None", "4", "2", "line 2 is right"),
        "solve-16": ("None", "3", "4", "line 4 is right"),
    },
    "03_deep_mlp": {
        "solve-1": ("None", "(5, 3)", "(3, 5)", "that is W₂ᵀ"),
        "solve-2": ("None", "83", "69", "the weights alone"),
        "solve-3": ("None", "[0.0625]", "[0.03125]", "slip deep-delta-without-weights"),
        "solve-4": ("None", "8", "7", "some rows are never used"),
        "solve-5": (
            "bwd.delta[3] *", "(square.W[2] @ bwd.delta[3]) *", "bwd.delta[3] *",
            "slip deep-delta-without-weights",
        ),
        "solve-6": ("None", "4", "3", "stops at epoch 6"),
        "solve-7": ("None", "5", "4", "too few for 20 rows"),
        "solve-8": ("None", "[[-0.5]]", "[[-1]]", "slip sum-for-mean"),
        "solve-9": ("None", "[[0.5], [-0.5]]", "[[0.25], [-0.25]]", "slip delta-divided"),
        "solve-10": ("None", "2", "3", "line 3 is right"),
    },
    "05_softmax_jacobian": {
        "solve-1": ("None", "[0.25, 0.75]", "[0.75, 0.25]", "in another order"),
        "solve-2": (
            "None", "[[0.1875, -0.1875], [-0.1875, 0.1875]]", "[[0.1875, 0], [0, 0.1875]]",
            "slip jacobian-diagonal-only",
        ),
        "solve-3": ("None", "[-0.75, 0.75]", "[-0.75, 0]", "slip elementwise-softmax"),
        "solve-4": ("None", "[-0.5, 0.5]", "[-0.75, -0.25]", "only if the targets add up to 1"),
        "solve-5": ("None", "6.1", "1.1", "the difference of the two is another"),
        "solve-6": ("None", "0.0625", "0.25", "without the 1/T"),
        "solve-7": (
            "(o - y) * o * (1 - o)", "J.T @ (o - y)", "(o - y) * o * (1 - o)",
            "slip elementwise-softmax",
        ),
        "solve-8": ("None", "1.386", "0.602", "slip log-to-base-ten"),
        "solve-9": ("None", "[0.25, 0.75]", "[np.nan, np.nan]", "slip softmax-without-maximum"),
        "solve-10": ("None", "0", "np.nan", "slip log-of-zero"),
        "solve-11": (
            "None", "[[0.25, 0.75], [0.5, 0.5]]", "[[0.5, 0.75], [0.5, 0.25]]",
            "slip softmax-over-samples",
        ),
        "solve-12": ("None", "3", "1", "line 1 is right"),
    },
    "04_activations": {
        "solve-1": ("None", "0.09", "0.9", "that is the output itself"),
        "solve-2": ("None", "[-0.18]", "[-0.4]", "the output is not the slope"),
        "solve-3": ("None", "-1", "0.5", "0.75 there, not 0"),
        "solve-4": ("None", "0", "1", "the slope on the right"),
        "solve-5": ("None", "10", "9", "not below one millionth"),
        "solve-6": ("None", "2.5", "1.5", "open for 2 of 4"),
        "solve-7": ("3 * net)", "3 * net**2)", "3 * net)", "DISAGREES"),
        "solve-8": ("None", "4", "1", "line 1 is right"),
    },
    "06_write_it_yourself": {
        "solve-1": ("fwd.net[1]**2", "fwd.z[1]**2", "fwd.net[1]**2", "slip tanh-at-net"),
        "solve-2": ("None", "101632", "101770", "a bias is only added"),
        "solve-3": ("None", "102912", "203264", "nobody asks for the δ of an input"),
        "solve-4": ("None", "101770", "101632", "biases have slopes"),
        "solve-5": ("None", "7", "3", "that is one path"),
        "solve-6": ("None", "-0.29", "-0.2", "plain descent"),
        "solve-7": ("None", "1.9", "2", "without L2"),
        "solve-8": ("None", "3", "1", "line 1 is right"),
    },
    "07_laboratory": {
        "solve-1": ("None", "0.3", "0.6", "2s apart"),
        "solve-2": ("None", "-0.02", "0.02", "more weight, less error"),
        "solve-3": ("None", "0.55", "1", "past the kink"),
        "solve-4": ("None", "4", "2", "δ¹ is made from δ²"),
        "solve-5": ("None", "0.05", "3.2", "8 times as long already"),
        "solve-6": ("None", "2", "1", "line 1 is right"),
    },
}  # fmt: skip
EXERCISES = [(name, exercise) for name, answers in ANSWERS.items() for exercise in answers]

REFUTED = {
    "01_forward_pass": {"sigmoid-of-z"},
    "02_backpropagation": {
        "missing-minus", "tanh-at-net", "relu-names-error", "transposed-weights",
        "hadamard-not-outer",
    },
    "03_deep_mlp": {"deep-delta-without-weights"},
    "05_softmax_jacobian": {"elementwise-softmax"},
    "04_activations": {"sigmoid-of-z", "tanh-at-net"},
    "07_laboratory": {"transposed-weights"},
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
    """The first cell says it, to five minutes; what is over 45 minutes can wait."""
    cells = read(path)["cells"]
    opening = cells[0]["source"]
    assert opening.startswith("# ")
    assert "**Afterwards you can**" in opening
    assert "**You need:**" in opening
    said = re.search(r"\*\*Time:\*\* about (\d+) minutes", opening)
    assert said
    assert int(said[1]) == 5 * round(minutes(cells) / 5) <= MOST_MINUTES
    waits = re.search(r"\*can wait\* take (\d+) more", opening)
    assert int(waits[1] if waits else 0) == 5 * round(minutes(cells, can_wait=True) / 5)


@each_notebook
def test_what_can_wait_says_so(path: Path) -> None:
    """Where such a passage begins, one reads that it can wait."""
    before: list[str] = []
    for cell in read(path)["cells"]:
        tags = cell["metadata"].get("tags", [])
        if "can-wait" in tags and "can-wait" not in before:
            assert "an wait" in cell["source"], cell["id"]
        before = tags


@each_notebook
def test_it_asks_before_it_shows_and_ends_with_a_summary_and_exercises(path: Path) -> None:
    """Predict, then reveal; at the end a summary, the exercises, a slip to spot, and the list."""
    texts = [cell["source"] for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    asked = sum(bool(ASKED.search(text)) for text in texts if "### Harder" not in text)
    assert FEWEST_PREDICTIONS <= asked <= MOST_QUESTIONS
    headings = [line for text in texts for line in text.splitlines() if line.startswith("## ")]
    assert headings[-4:] == ["## Summary", "## Exercises", "## Spot the slip", "## Your list"]


@each_notebook
def test_every_question_is_followed_by_something_that_answers_it(path: Path) -> None:
    """After a prediction comes a cell to run, or a text to open in the same cell."""
    for cell, following in pairwise(read(path)["cells"]):
        if "**Predict:**" in cell["source"]:
            assert following["cell_type"] == "code" or "<details>" in cell["source"], cell["id"]


@each_notebook
def test_an_answer_that_a_cell_prints_is_read_out_folded(path: Path) -> None:
    """After a question and the cells that answer it, the text that says so is to be opened."""
    cells = read(path)["cells"]
    for place, cell in enumerate(cells):
        if "**Predict:**" in cell["source"] and "<details>" not in cell["source"]:
            said = next(c for c in cells[place + 1 :] if c["cell_type"] == "markdown")
            assert said["source"].startswith(("<details>", "### Corrected")), said["id"]


@each_notebook
def test_every_panel_says_what_to_move(path: Path) -> None:
    """Every panel has an instruction beside it."""
    cells = read(path)["cells"]
    for before, cell, after in zip(cells, cells[1:], cells[2:], strict=False):
        if cell["source"].startswith("panels."):
            assert re.search(r"\b([Mm]ove|[Cc]lick|[Cc]hange|[Dd]rag|[Pp]ress)\b", before["source"])
            assert after["cell_type"] == "markdown"


@each_notebook
def test_it_can_be_presented_as_slides(path: Path) -> None:
    """Every section begins a slide; every panel has one to itself, below its section's."""
    for cell in read(path)["cells"]:
        kind = cell["metadata"].get("slideshow", {}).get("slide_type", "")
        if cell["source"].startswith(("# ", "## ")):
            assert kind == "slide", cell["id"]
        elif cell["cell_type"] == "code" and "panels." in cell["source"]:
            assert kind == "subslide", cell["id"]
        else:
            assert kind in ("", "subslide"), cell["id"]


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


@each_notebook
def test_it_asks_what_the_book_of_exercises_asks(path: Path) -> None:
    """One text for notebook and panel; each question is followed by the cell that answers it."""
    cells = read(path)["cells"]
    book = WORKBOOKS[path.stem[:2]]
    asked = {cell["id"]: cell["source"] for cell in cells if cell["id"].startswith("exercise-")}
    assert asked == {f"exercise-{exercise.number}": exercise.markdown for exercise in book}
    ids = [cell["id"] for cell in cells]
    for exercise in book:
        assert ids[ids.index(f"exercise-{exercise.number}") + 1] == f"solve-{exercise.number}"


@each_notebook
def test_no_cell_holds_a_right_answer(path: Path) -> None:
    """An exercise is open, or its line is to be repaired: as it stands nothing is right."""
    for cell in code_cells(read(path)):
        if cell["id"].startswith("solve-"):
            number = cell["id"].removeprefix("solve-")
            assert f"book.answer({number}, my" in cell["source"] or "cube" in cell["source"]
            said = [line for line in text_of(cell).splitlines() if not line.startswith("o = ")]
            assert said[0].startswith((f"exercise {number} is open", "not yet: "))
            assert len(said) == 1


def test_running_a_notebook_writes_no_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a person answers is written down."""
    monkeypatch.chdir(tmp_path)
    for path in PATHS:
        given = ANSWERS[path.stem]["solve-1"][0]
        answered(path.stem, "solve-1", given, given)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_an_exercise_takes_the_right_answer_and_names_a_wrong_one(
    name: str, exercise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right is right; a typical wrong one is named; unanswered is neither."""
    monkeypatch.chdir(tmp_path)
    given, right, wrong, said = ANSWERS[name][exercise]
    assert answered(name, exercise, given, right).startswith("right")
    verdict = answered(name, exercise, given, wrong)
    assert verdict.startswith("not yet: ")
    assert said in verdict
    assert not answered(name, exercise, given, given).startswith("right")


def answered(name: str, exercise: str, given: str, answer: str) -> str:
    """The verdict that the cell of an exercise prints with this answer."""
    cells = {cell["id"]: cell["source"] for cell in code_cells(read(NOTEBOOKS / f"{name}.ipynb"))}
    assert cells[exercise].count(given) == 1
    known = {**before_the_exercises(name)}
    run(cells["book"], known)
    printed_lines = run(cells[exercise].replace(given, answer), known).splitlines()
    return next(line for line in printed_lines if not line.startswith("o = "))


@lru_cache
def before_the_exercises(name: str) -> dict[str, Any]:
    """All that the cells before the exercises define."""
    known: dict[str, Any] = {}
    for cell in code_cells(read(NOTEBOOKS / f"{name}.ipynb")):
        if cell["id"] == "book":
            return known
        if not cell["source"].startswith("panels."):
            run(cell["source"], known)
    raise AssertionError(f"{name} has no exercises")


def run(source: str, known: dict[str, Any]) -> str:
    """What a cell prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(source, known)
    return out.getvalue()
