"""Words: every message is written in one place, and one thing has one name."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import NOTEBOOKS, ROOT

PACKAGE = sorted((ROOT / "mlpcore").rglob("*.py"))
BOOKS = ("slip_book", "exercise_book")  # entries of a book may have the same reason or mistake
SAID = [path for path in PACKAGE if path.parent.name not in BOOKS]
MANY_WORDS = 4
MARKUP = re.compile(r"<[^>]*>|[^<]*>|<[^>]*|\\[a-z]+")
OTHER_NAMES = {
    "neuron": "unit",
    "data point": "sample",
    "step size": "learning rate",
    "loss function": "loss, or error",
    "back-propagation": "backpropagation",
    "finite difference": "central difference",
    "numeric(al)? differentiation": "central difference",
    "heat-?map": "heat map",
    "element-wise": "elementwise",
    "hadamard product": "elementwise product",
    "transfer function": "activation",
    "activation function": "activation",
    "nonlinearity": "activation",
}


def texts(path: Path) -> Iterator[str]:
    """What a module can say: its strings but for docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.value


def messages(text: str) -> Iterator[str]:
    """The pieces of a text, without markup, that are long enough to be a message."""
    for piece in MARKUP.sub("\n", text).split("\n"):
        if '="' not in piece and len(re.findall(r"[^\W\d_]{2,}", piece)) >= MANY_WORDS:
            yield piece.strip(" .,;:")


def written_twice(paths: list[Path]) -> list[str]:
    """The messages that stand in more than one place."""
    count: dict[str, int] = defaultdict(int)
    for path in paths:
        for text in texts(path):
            for message in messages(text):
                count[message] += 1
    return sorted(message for message, times in count.items() if times > 1)


def test_every_message_is_written_in_one_place() -> None:
    """Whoever improves a sentence improves it everywhere."""
    assert written_twice(SAID) == []


def test_a_message_that_is_written_twice_is_found(tmp_path: Path) -> None:
    """The search above can fail."""
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text('button("<b>Back to what it began with</b>")\n')
    assert written_twice(sorted(tmp_path.iterdir())) == ["Back to what it began with"]


def prose() -> Iterator[tuple[str, str]]:
    """All that a reader reads: strings, docstrings, the README, and what notebooks say."""
    for path in [*PACKAGE, ROOT / "README.md"]:
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("other", OTHER_NAMES)
def test_one_thing_has_one_name(other: str) -> None:
    """The glossary's, in all that is read."""
    found = [f"{place}: {word[0]}" for place, text in prose()
             for word in re.finditer(rf"\b(?:{other})", text, re.IGNORECASE)]  # fmt: skip
    assert found == [], f"say {OTHER_NAMES[other]}"
