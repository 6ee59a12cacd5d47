"""Every example of docs/class.md is what the product does; otter can read its test file."""

import doctest
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mlpcore.lesson import exercises
from mlpcore.lesson.exercise_book.workbook import NotRightError
from tests import ROOT

GUIDE = (ROOT / "docs" / "class.md").read_text("utf-8")


def test_each_example_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = GUIDE.replace("\n```\n", "\n\n```\n")  # an output ends in a blank
    examples = doctest.DocTestParser().get_doctest(text, {}, "class.md", "class.md", 0)
    said: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert said == []
    assert results.attempted == GUIDE.count(">>> ") > 10


def example(first: str) -> str:
    """The block of Python that begins so."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    return next(block for block in blocks if block.startswith(first))


def test_the_cell_for_nbgrader_raises_unless_the_answer_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cell = example("book.answer")
    exec(cell, {"book": exercises("02"), "my_delta_o": [-0.125]})
    for answer in (None, [0.125], [0.3]):
        with pytest.raises(NotRightError):
            exec(cell, {"book": exercises("02"), "my_delta_o": answer})


def test_the_file_for_otter_raises_unless_the_answer_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a decorator like otter's, which keeps the function."""
    monkeypatch.chdir(tmp_path)

    def test_case() -> Callable[[Any], Any]:
        return lambda function: SimpleNamespace(test_func=function)

    otter, files = ModuleType("otter"), ModuleType("otter.test_files")
    files.test_case = test_case  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "otter", otter)
    monkeypatch.setitem(sys.modules, "otter.test_files", files)
    names: dict[str, Any] = {}
    exec(example("from otter"), names)
    case = names["test_delta_o"].test_func
    case(book=exercises("02"), my_delta_o=[-0.125])
    with pytest.raises(NotRightError):
        case(book=exercises("02"), my_delta_o=None)
