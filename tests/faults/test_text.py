"""Text that people, files and codes bring: read, never run; shown, never taken for markup."""

import ast
import contextlib
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import mlpcore
from mlpcore import Activation, datasets, lesson, panels
from mlpcore.lesson.exercise_book.report import person, read
from mlpcore.lesson.exercise_book.verdict import Verdict
from mlpcore.lesson.notation.typed_numbers import typed
from mlpcore.panels.base.panel import BasePanel
from tests import ROOT

pytestmark = pytest.mark.usefixtures("undrawn")

NET = mlpcore.MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy", seed=1)
x, y = [0.5, -1.0], [0.0, 1.0]
PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "image in quotes": "'><img src=x onerror='alert(1)'>",
    "SVG": "<svg/onload=alert(1)><animate onbegin=alert(1)>",
    "end of all": "</title></style></textarea></select></svg></math><b id=mine>",
    "entity": "&lt;script&gt;&#60;b&#62;",
    "comment": "--><b id=mine>",
    "Markdown": "[here](javascript:alert(1)) ![i](x onerror=alert(1)) `<b>`",
    "LaTeX": r"\href{javascript:alert(1)}{x} $\frac{1}{2}$ \input{/etc/passwd}",
    "format": "{0.__class__} %s %(x)s {{7*7}} ${7*7}",
    "Python": "__import__('os').system('touch mine')",
    "spreadsheet": "=HYPERLINK(\"http://x\")",
}  # fmt: skip
HTML = PAYLOADS["image"] + PAYLOADS["script"]
TEXTS = {
    "HTML": HTML, "SVG": PAYLOADS["SVG"], "end": PAYLOADS["end of all"],
    "LaTeX": PAYLOADS["Markdown"] + PAYLOADS["LaTeX"],
    "Python": PAYLOADS["Python"] + PAYLOADS["format"],
}  # fmt: skip
each_payload = pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)


class Tags(HTMLParser):
    """What a browser would make of it: its elements, their attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.found.append(tag)
        self.attributes += attrs


def harmless(page: str) -> None:
    """Nothing in it is an element, a handler or a link that the text has brought."""
    tags = Tags(page)
    assert {"script", "animate"} & {*tags.found} == set()
    assert ("src", "x") not in tags.attributes
    assert [name for name, _ in tags.attributes if name.startswith("on")] == []
    assert [v for n, v in tags.attributes if n == "href" and "javascript" in (v or "")] == []
    assert ("id", "mine") not in tags.attributes


@pytest.mark.parametrize("name", ["script", "image", "image in quotes", "SVG", "end of all"])
def test_what_is_not_escaped_would_be_found(name: str) -> None:
    with pytest.raises(AssertionError):
        harmless(f"<p>{PAYLOADS[name]}</p>")


def seen(panel: BasePanel) -> str:
    return "".join(map(str, panel.regions.values())) + panel.trouble.replace("<", "&lt;")


# --- where text is shown --------------------------------------------------------------------------


def of_a_csv(text: str, at: Path) -> BasePanel:
    """As the name of a feature, of the target and of a class."""
    cell = '"' + text.replace('"', '""') + '"'
    head = f'{cell},b,"k{cell[1:]}'
    rows = [head, *(f"{n},{n % 3},{cell if n % 2 else 'other'}" for n in range(24))]
    path = at / "data.csv"
    path.write_text("\n".join(rows), "utf-8")
    return panels.training(csv=path, target=f"k{text}", epochs=1)


def of_activation(text: str, at: Path) -> BasePanel:
    return panels.activation(Activation(text, np.sin, np.cos))


def of_step(text: str, at: Path) -> BasePanel:
    return panels.step(mlpcore.MLP([2, 1], Activation(text, np.sin, np.cos)), x, [1.0])


def of_error(text: str, at: Path) -> BasePanel:
    """What one's own code raises."""

    def my_backward(mlp: mlpcore.MLP, fwd: object, y: object) -> object:
        raise ValueError(text)

    return panels.step(NET, x, y, backward=my_backward)


def of_typed(text: str, at: Path) -> BasePanel:
    panel = panels.step(NET, x, y)
    panel.act("type", key="x", index=[1], value=text)
    return panel


def of_choice(text: str, at: Path) -> BasePanel:
    panel = panels.training("xor")
    for name in ("data", "loss", "notation", "activation_1", text):
        panel.act("choose", name=name, value=text)
    return panel


def of_answer(text: str, at: Path) -> BasePanel:
    panel = panels.exercises("02", student=person(text[:60]))
    for value in (text, text * 3):
        panel.act("choose", name="answer", value=value)
        panel.act("type", key="answer", index=[1], value=value)
    return panel


PLACES: dict[str, Callable[[str, Path], BasePanel]] = {
    "a CSV": of_a_csv, "an activation": of_activation, "a network's activation": of_step,
    "an error of one's own code": of_error, "a typed number": of_typed, "a choice": of_choice,
    "a student and an answer": of_answer,
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("place", PLACES)
def test_text_is_shown_as_text_in_every_panel(
    place: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    panel = PLACES[place](text, tmp_path)
    harmless(seen(panel))
    assert not (tmp_path / "mine").exists()


@each_payload
def test_a_verdict_on_text_is_text(text: str) -> None:
    assert lesson.check("delta_1", text, NET, x, y).kind not in ("right", "rounded")
    harmless(Verdict(False, text)._repr_html_())


@each_payload
def test_classes_and_features_of_a_file_stay_what_they_are(text: str, tmp_path: Path) -> None:
    cell = '"' + text.replace('"', '""') + '"'
    (tmp_path / "t.csv").write_text(f"{cell},kind\n1,{cell}\n2,b\n3,{cell}\n", "utf-8")
    table = datasets.read_csv(tmp_path / "t.csv")
    assert table.features == (text,)
    assert {*table.classes} == {text, "b"}


# --- what is read is not run ----------------------------------------------------------------------

RUNS = {"eval", "exec", "compile", "__import__", "execfile"}
PICKLES = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "runpy", "subprocess"}


def runs(source: str) -> list[str]:
    """Calls that run text, and imports of what unpickles or runs it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNS:
            found.append(node.func.id)
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            names = [module, *(each.name for each in node.names)]
            found += [name for name in names if name.split(".")[0] in PICKLES]
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found += ["allow_pickle"] * (ast.unparse(node.value) != "False")
    return found


def test_nothing_in_the_package_runs_text() -> None:
    """The student's own code is functions of a cell, which the notebook has run itself."""
    package = sorted((ROOT / "mlpcore").rglob("*.py"))
    assert len(package) > 100
    assert {str(path): told for path in package if (told := runs(path.read_text("utf-8")))} == {}


RUNNING = ["eval(text)", "exec(text)", "import pickle", "from joblib import load",
           "np.load(f, allow_pickle=True)"]  # fmt: skip


@pytest.mark.parametrize("source", RUNNING)
def test_what_runs_text_would_be_found(source: str) -> None:
    assert runs(source)


# --- long text ------------------------------------------------------------------------------------

N = 200_000
LONG = {
    "digits": "9" * N, "blanks": " " * N, "brackets": "[" * N, "fractions": "1/" * N,
    "numbers": "1;" * N, "exponent": "1e" + "9" * N, "zeros": "\0" * N, "words": "a=b " * N,
    "a code": "step mlp=" + "2-" * N, "a report": "mlpcore-report-1 02 " + "1=done " * N,
    "a width": "step mlp=2-" + "9" * N + "-1/tanh/7 ~aaa",
}  # fmt: skip
READERS: dict[str, Callable[[str], object]] = {
    "a number": typed, "a code": panels.restore, "a report": read,
    "an answer": lambda text: lesson.check("delta_1", text, NET, x, y),
}  # fmt: skip


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("reader", READERS)
def test_very_long_text_is_refused_shortly(reader: str, text: str) -> None:
    with contextlib.suppress(ValueError):
        found = READERS[reader](LONG[text])
        assert not isinstance(found, str) or len(found) < 500
        return
    with pytest.raises(ValueError, match=r"\w") as refusal:
        READERS[reader](LONG[text])
    assert len(str(refusal.value)) < 500


def test_a_network_that_is_a_pickle_is_not_opened() -> None:
    """NumPy would unpickle an array of objects, which runs whatever is in it."""
    held = io.BytesIO()
    np.save(held, np.array([{"a": 1}], object), allow_pickle=True)
    held.seek(0)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        np.load(held, allow_pickle=False)
    assert re.search(r"allow_pickle=False", (ROOT / "mlpcore" / "files.py").read_text("utf-8"))
