"""What a network answers to rows, class by class: a legend, confusion tables, a row of one's own.

`legend` says which mark is which class, `confusions` counts rows by class and answer, `verdicts`
does in words, `predicted` shows the answer to one row.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.answers import Prediction, confusion
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP
from mlpcore.views.parts.html import Element, Node, Raw, e
from mlpcore.views.parts.markup import Place, Tint, number

GLYPHS = "●■▲◆▼✚✖★◀▶"  # the marks of `plots.MARKERS`
MOST_CLASSES = 12  # in a table, and in a legend
HELD = "filled: in training, hollow: held out"


def class_words(given: Task) -> list[str]:
    """What each class is called where it stands alone: its name, or class 0."""
    is_number = all(name.lstrip("-").replace(".", "").isdigit() for name in given.classes)
    return [f"class {name}" if is_number else name for name in given.classes]


def legend(given: Task) -> Node:
    """Which mark is which class, and which rows are held out."""
    names, k = class_words(given), given.Y.shape[1]
    shown: list[Node] = [
        e("span", e("b", GLYPHS[c % len(GLYPHS)], style=f"color:{_colour(c, k)}"), " ", name)
        for c, name in enumerate(names[:MOST_CLASSES])
    ]
    if len(names) > MOST_CLASSES:
        shown.append(e("span", f"{MOST_CLASSES} of {len(names)} classes named"))
    if given.has_held_out:
        shown.append(e("span", HELD))
    return e("p", shown, class_="mlp-train-legend") if shown else None


def _colour(c: int, k: int) -> str:
    """The colour of `shading.class_colours`, of the theme that is shown."""
    at = c % (2 if k <= 2 else 7)
    return f"rgb(var(--mlp-{('neg', 'pos')[at]}))" if at < 2 else f"var(--mlp-{'abcde'[at - 2]})"


def confusions(mlp: MLP, given: Task) -> Node:
    """Rows by their class and by the answer: those in training, and those held out."""
    if not given.classes:
        return None
    tables = [_table("confusion", "In training", given.classes, confusion(mlp, given.X, given.Y))]
    if given.has_held_out:
        counts = confusion(mlp, given.held_X, given.held_Y)
        tables.append(_table("held_confusion", "Held out", given.classes, counts))
    return e("div", tables, class_="mlp-train-confusions")


def _table(key: str, title: str, names: Sequence[str], counts: NDArray[np.intp]) -> Node:
    right, rows = int(np.trace(counts)), int(counts.sum())
    chosen = _chosen(counts)
    left_out = f"; {len(chosen)} of {len(names)} classes shown, those with most rows wrong"
    body = [
        e("tr", _name("th", names[i]), [_cell(key, i, j, counts) for j in chosen]) for i in chosen
    ]
    heads = e("tr", e("th", "is \\ answered"), [_name("th", names[j]) for j in chosen])
    share = number(f"{key}_right", (), right, str(right))
    said = (title, ": ", share, f" of {rows} right", left_out * (len(chosen) < len(names)))
    table = e("table", e("thead", heads), e("tbody", body), class_="mlp-train-table mlp-matrix",
              aria_label=f"{title}: class by row, answer by column")  # fmt: skip
    return e("div", e("h4", said), table)


def _chosen(counts: NDArray[np.intp]) -> list[int]:
    """The classes that are shown: all, or those with most rows wrong, in their order."""
    wrong = counts.sum(axis=1) - np.diag(counts)
    return sorted(np.argsort(-wrong, kind="stable")[:MOST_CLASSES].tolist())


def _name(tag: str, name: str) -> Element:
    return e(tag, name, title=name, class_="mlp-train-class")


def _cell(key: str, i: int, j: int, counts: NDArray[np.intp]) -> Element:
    n, most = int(counts[i, j]), max(1, int(counts[i].sum()))
    tint = Tint(n if i == j else -n, most)
    return e("td", str(n), tint=tint, place=Place(key, (i + 1, j + 1), n))


def verdicts(mlp: MLP, given: Task) -> list[str]:
    """How many rows are right, in all and of each class: a line for those in training, one for
    those held out; none where targets are no classes.
    """
    if not given.classes:
        return []
    sets = [("in training", given.X, given.Y)]
    sets += [("held out", given.held_X, given.held_Y)] * given.has_held_out
    lines = []
    for title, X, Y in sets:
        counts = confusion(mlp, X, Y)
        names = enumerate(class_words(given))
        of = (f"{name}: {counts[c, c]} of {counts[c].sum()}" for c, name in names)
        lines.append(f"right {title}: {np.trace(counts)} of {counts.sum()}; {', '.join(of)}")
    return lines


def predicted(found: Prediction | None, given: Task, notation: Notation) -> Node:
    """The answer to the row that is typed in; nothing where there is none."""
    if found is None:
        return None
    o = Raw(notation.symbol(f"z_{notation.h + 1}").html)
    cells = [number("predicted", (j,), float(v)) for j, v in enumerate(found.o, 1)]
    if len(cells) == 1:
        outputs: list[Node] = [o, " = ", cells[0]]
    else:
        names = given.classes or [str(j) for j in range(1, len(cells) + 1)]
        outputs = [e("span", f"{name} ", cell) for name, cell in zip(names, cells, strict=True)]
    verdict = e("b", found.name) if found.name else None
    return e("p", verdict, " " * bool(found.name), outputs, class_="mlp-train-predicted")


def predicted_text(found: Prediction, given: Task, notation: Notation) -> str:
    """The same as text."""
    name = f"{found.name}, " * bool(found.name)
    outputs = ", ".join(six(float(v)) for v in found.o)
    row = ", ".join(map(six, found.row))
    return f"row ({row}): {name}{notation.symbol(f'z_{notation.h + 1}').text} = ({outputs})"


def feature_names(given: Task, most: int = 8) -> list[str]:
    """What the inputs are called; of many the first ones."""
    names = given.features or [f"x{n}" for n in range(1, given.X.shape[1] + 1)]
    left = len(names) - most
    return [*names[:most], *[f"and {left} more"] * (left > 0)]
