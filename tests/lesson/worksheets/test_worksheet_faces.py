"""The faces of a worksheet: pages and documents that are well formed, whole, and tell no secret."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise, product
from pathlib import Path

import pytest
from latex2mathml.converter import convert

from mlpcore.commands import main
from mlpcore.lesson.worksheets import templates
from mlpcore.lesson.worksheets.faces import html, latex, text
from mlpcore.lesson.worksheets.make import Worksheet, worksheet, worksheets
from mlpcore.lesson.worksheets.sheet import LEVELS, exact
from tests import ROOT

SHEETS = {
    "level 1": worksheet(seed=1, level=1),
    "level 2": worksheet(seed=1, level=2, activations=["tanh", "sigmoid"]),
    "level 3": worksheet(seed=1),
    "level 4": worksheet(seed=1, level=4),
    "the notes' names": worksheet(seed=1, named=True),
    "no formulas": worksheet(seed=1, level=4, formulas=False),
    "identity": worksheet(seed=1, widths=[3, 2], activations="identity"),
    "binary": worksheet(seed=1, loss="binary_cross_entropy"),
    "wide": worksheet(seed=1, widths=[6, 6, 6], activations=["relu", "softmax"]),
}
each_sheet = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
each_part = pytest.mark.parametrize("part", ["problem", "key", "both"])
VOID = {"meta"}
LINE = {"circle", "line"}


class Reader(HTMLParser):
    """Reads a page strictly: every element closed in order; gathers tables with their cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.count: Counter[str] = Counter()
        self.tables: list[dict[str, object]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, a table, a row or a cell."""
        self.count[tag] += 1
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append({"class": dict(attrs)["class"], "caption": "", "rows": []})
        if tag == "tr":
            self.tables[-1]["rows"].append([])
        if tag == "td":
            self.tables[-1]["rows"][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What closes itself may only stand in a picture."""
        assert tag in LINE

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Gather captions and cells."""
        if "caption" in self.open:
            self.tables[-1]["caption"] += data
        elif self.open and self.open[-1] == "td":
            self.tables[-1]["rows"][-1][-1] += data

    def of(self, kind: str) -> list[dict[str, object]]:
        """The tables of a class."""
        return [table for table in self.tables if table["class"] == kind]


def read(number: str) -> float:
    """A number of a page, with its true minus and without the blanks behind it."""
    return float(number.replace("−", "-").strip())


@each_sheet
@each_part
def test_the_page_is_well_formed_and_stands_alone(sheet: Worksheet, part: str) -> None:
    """One language, a caption for every table, nothing from elsewhere, no script."""
    page = sheet.html(part)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    reader = Reader(page)
    assert reader.count["h1"] == reader.count["article"] == (2 if part == "both" else 1)
    assert reader.count["title"] == 1
    assert all(table["caption"] for table in reader.tables)
    assert reader.count["script"] == reader.count["link"] == reader.count["img"] == 0
    assert not re.search(r"https?:|url\(|@import", page)
    assert "@media print" in page


@each_sheet
def test_the_problem_has_an_empty_matrix_of_the_right_shape_for_every_quantity(
    sheet: Worksheet,
) -> None:
    reader = Reader(sheet.html("problem"))
    shapes = [(len(t["rows"]), len(t["rows"][0])) for t in reader.of("blank")]
    assert shapes == [(*step.value.shape, 1, 1)[:2] for step in sheet.steps]
    assert {cell for t in reader.of("blank") for row in t["rows"] for cell in row} == {""}


@each_sheet
def test_the_problem_gives_what_is_given_and_no_more(sheet: Worksheet) -> None:
    """Its matrices are those of the given keys; the key's are those and every quantity."""
    trace = sheet.trace
    given = [trace.value(k) for k in sheet.given if trace.value(k).ndim]
    asked = [step.value for step in sheet.steps if step.value.ndim]
    for part, values in (("problem", given), ("key", given + asked)):
        printed = [t["rows"] for t in Reader(sheet.html(part)).of("matrix")]
        columns = [value.reshape(len(value), -1).tolist() for value in values]
        assert [[[read(n) for n in row] for row in rows] for rows in printed] == [
            [[round(v, 9) for v in row] for row in rows] for rows in columns
        ]


@each_sheet
def test_no_face_of_the_problem_tells_the_key(sheet: Worksheet) -> None:
    """A worked line stands in the key alone."""
    line = sheet.worked(sheet.steps[0])[0].text(sheet.trace.notation, exact, symbols=False)
    assert line.split(" = ")[1] in sheet.key
    for face in (sheet.problem, sheet.html("problem"), sheet.latex("problem")):
        assert line.split(" = ")[1] not in face
        assert "Key" not in face


@each_sheet
def test_every_face_has_the_same_quantities(sheet: Worksheet) -> None:
    """As many blanks in the text as in the page and in the LaTeX."""
    blanks = sum(step.value.size for step in sheet.steps)
    body = sheet.latex("problem").split(r"\begin{document}")[1]
    assert sheet.problem.partition("\nI forward\n")[2].count("______") == blanks
    assert body.count(r"\place") == blanks
    assert sheet.html("problem").count("<td></td>") == blanks


@each_sheet
def test_the_lines_of_the_key_say_the_same_on_the_page_and_in_the_text(sheet: Worksheet) -> None:
    """Sign for sign, but for what stands above or below."""
    lines = re.findall(r"<li>(.*?)</li>", sheet.html("key"))
    plain = [re.sub(r"<.*?>", "", line).partition(" = ")[2] for line in lines]
    in_text = [line for line in sheet.key.splitlines() if line.startswith(" " * 6)]
    assert plain == [line.partition(" = ")[2].replace("e^", "e") for line in in_text]


def test_without_formulas_an_arrow_stands_where_a_weight_is_updated_and_else_an_equals_sign() -> (
    None
):
    """In every face, after the symbol and before the place for its numbers."""
    sheet = SHEETS["no formulas"]
    page, document, written = (face([sheet], "problem") for face in (html, latex, text))
    assert {step.section for step in sheet.steps} > {"III", "V"}
    for step in sheet.steps:
        left, is_updated = step.forms[0].left, step.section == "V"
        sign, tex = ("←", r"\leftarrow") if is_updated else ("=", "=")
        assert f'<span class="formula">{left.html} {sign}</span>' in page
        assert f"{step.name}: {left.text} {sign} " in written
        assert rf"{left.latex} {tex} \ldots$" in document


@each_sheet
def test_the_network_in_outline_has_a_circle_a_unit_and_a_line_a_weight(sheet: Worksheet) -> None:
    """Layers from left to right, lines from each circle to all of the next layer, none cut off."""
    (picture,) = re.findall(r"<svg.*?</svg>", sheet.html("problem"))
    widths = sheet.mlp.widths
    assert f'aria-label="a {"-".join(map(str, widths))} network in outline"' in picture
    circles = [
        (float(x), float(y), float(r))
        for x, y, r in re.findall(r'<circle cx="(.*?)" cy="(.*?)" r="(.*?)"/>', picture)
    ]
    lines = [
        tuple(map(float, ends))
        for ends in re.findall(r'<line x1="(.*?)" y1="(.*?)" x2="(.*?)" y2="(.*?)"/>', picture)
    ]
    columns = sorted({x for x, _, _ in circles})
    layers = [[(x, y) for x, y, _ in circles if x == column] for column in columns]
    assert [len(layer) for layer in layers] == widths
    assert sorted(lines) == sorted(
        (*start, *end) for left, right in pairwise(layers) for start, end in product(left, right)
    )
    ((_, radius),) = {(r, r) for *_, r in circles}
    right, below = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    assert min(columns) - radius == right - max(columns) - radius == 1
    ys = [y for _, y, _ in circles]
    assert min(ys) - radius == below - max(ys) - radius == 1
    for layer in layers:
        between = [lower - upper for (_, upper), (_, lower) in pairwise(sorted(layer))]
        assert all(gap > 2 * radius for gap in between)
        assert sum(y for _, y in layer) / len(layer) == below / 2
    names = re.findall(r'<text x="(.*?)" y="(.*?)">(.*?)</text>', picture)
    assert [(float(x), float(y) - 4) for x, y, _ in names] == [(x, y) for x, y, _ in circles]
    assert names[0][2] == "x₁"
    assert names[-1][2] == f"o{'₁₂₃₄₅₆'[widths[-1] - 1]}"
    assert len({name for *_, name in names}) == len(names)


@each_sheet
def test_there_is_room_to_work_where_there_is_work(sheet: Worksheet) -> None:
    """At least two lines and nine at most; one an entry, or half as many beside a wide matrix."""
    tasks = sheet.html("problem").split('<section class="task')[1:]
    assert len(tasks) == len(sheet.steps)
    for step, task in zip(sheet.steps, tasks, strict=True):
        entries = len(sheet.worked(step))
        is_wide = step.value.ndim == 2 and step.value.shape[1] >= 3
        assert task.startswith(" wide") is is_wide
        lines = re.findall(r"--lines:(\d+)", task)
        lot = entries // 2 if is_wide else entries
        assert lines == ([str(max(2, min(lot, 9)))] if entries else [])


@each_sheet
def test_the_key_begins_on_a_page_of_its_own(sheet: Worksheet) -> None:
    assert "article + article { break-before: page" in sheet.html()
    assert sheet.latex().count(r"\newpage") == 1


@pytest.mark.parametrize(
    ("paper", "css", "tex"), [("a4", "A4", "a4"), ("letter", "letter", "letter")]
)
def test_both_papers(paper: str, css: str, tex: str) -> None:
    sheet = SHEETS["level 3"]
    assert f"@page {{ size: {css};" in sheet.html(paper=paper)
    assert rf"\documentclass[{tex}paper,11pt]{{article}}" in sheet.latex(paper=paper)


@each_sheet
@each_part
def test_the_latex_is_a_complete_document(sheet: Worksheet, part: str) -> None:
    """ASCII, balanced braces and environments, no package but the usual two."""
    source = sheet.latex(part)
    assert source.isascii()
    assert source.startswith(r"\documentclass")
    assert source.endswith("\\end{document}\n")
    assert re.findall(r"\\usepackage(?:\[.*?\])?\{(.*?)\}", source) == ["amsmath", "geometry"]
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", source):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    opened: list[str] = []
    for what, name in re.findall(r"\\(begin|end)\{(\w+)\}", source):
        if what == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert opened == []


@each_sheet
def test_the_latex_has_places_and_room_as_wide_as_the_paper(sheet: Worksheet) -> None:
    """174 mm, of which a matrix has 18 a column; two of up to two columns stand side by side. The
    box is 8 mm high a line: two lines to nine, one an entry, or half as many beside a wide matrix.
    """
    rows: list[list[tuple[str, int]]] = [[]]
    tasks = re.split(r"\\begin\{minipage\}\[t\]", sheet.latex("problem"))[1:]
    for step, task in zip(sheet.steps, tasks, strict=True):
        (high, across), entries = (*step.value.shape, 1, 1)[:2], len(sheet.worked(step))
        width = 174 if across > 2 else 84
        assert task.startswith(f"{{{width}mm}}\n{step.name}")
        assert f"{{{'|c' * across}|}}" in task
        assert task.count(r"\place") == high * across
        lines = max(2, min(entries // 2 if across > 2 else entries, 9))
        box = rf"\hfill\working{{{width - 18 * across - 4}mm}}{{{8 * lines}mm}}"
        assert (box in task) == (entries > 0)
        rows[-1].append((step.section, width))
        if not task.partition(r"\end{minipage}")[2].startswith(r"\hfill"):
            rows.append([])
    assert all(sum(width for _, width in row) <= 174 for row in rows)
    assert not any(row == other == [(row[0][0], 84)] for row, other in pairwise(rows[:-1]))


@each_sheet
def test_every_formula_of_the_latex_is_a_formula(sheet: Worksheet) -> None:
    """An even number of dollars, and what stands between them can be read as mathematics."""
    body = sheet.latex().split(r"\begin{document}")[1]
    outside = body.split("$")[::2]
    formulas = body.split("$")[1::2]
    assert len(outside) == len(formulas) + 1
    assert not any(re.search(r"[\^_]", prose) for prose in outside)
    for formula in formulas:
        known = formula.replace(r"\bigl\lVert", r"\left\lVert").replace(
            r"\bigr\rVert", r"\right\rVert"
        )
        assert convert(known).startswith("<math")


def test_the_latex_compiles_without_an_overfull_line(tmp_path: Path) -> None:
    """Every sheet, on both papers, where there is a LaTeX to compile it; `make test-long` must."""
    if not shutil.which("pdflatex"):
        leave = pytest.fail if os.environ.get("LATEX") == "required" else pytest.skip
        leave("no LaTeX on this machine")
    for sheet, paper in product(SHEETS.values(), ("a4", "letter")):
        (tmp_path / "sheet.tex").write_text(sheet.latex(paper=paper), encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout[-2000:]
        assert "Overfull" not in run.stdout


def test_several_sheets_make_one_document() -> None:
    sheets = list(worksheets(3, 3, level=1))
    page = html(sheets, "problem")
    assert Reader(page).count["article"] == 3
    assert re.findall(r'"Worksheet (\S+), page "', page) == ["3-01", "3-02", "3-03"]
    document = latex(sheets, "key")
    assert document.count(r"\newpage") == 2
    assert document.count(r"\setcounter{page}{1}") == 3
    assert re.findall(r"\{Worksheet (\S+), key, page ", document) == ["3-01", "3-02", "3-03"]
    assert text(sheets, "key").count("\f") == 2
    assert [f"Worksheet 3-0{n}" in text(sheets, "problem") for n in (1, 2, 3, 4)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_points_stand_in_one_line() -> None:
    """Blanks as wide as digits fill up what is missing behind the point."""
    b = "−2.65</td></tr><tr><td>−1.4\u2007</td>"
    assert b in worksheet(seed=7).html("problem")


def test_every_level_has_a_face() -> None:
    assert {sheet.level.number for sheet in SHEETS.values()} == set(LEVELS)


# --- without Jinja2 -------------------------------------------------------------------------------


@pytest.fixture
def _no_templates(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if Jinja2 were not installed."""
    templates.environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    yield
    templates.environment.cache_clear()


@pytest.mark.usefixtures("_no_templates")
def test_without_jinja2_text_is_left_and_the_others_name_the_extra() -> None:
    assert text([SHEETS["level 1"]])
    for face in (html, latex):
        with pytest.raises(ImportError, match=r'needs jinja2.*install "mlpcore\[notebooks\]"'):
            face([SHEETS["level 1"]])


@pytest.mark.usefixtures("_no_templates")
def test_without_jinja2_the_command_writes_nothing_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["worksheets", "--level", "1", "--out", str(tmp_path / "sheets")]) == 1
    assert "nothing written: a worksheet as HTML" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_every_template_is_packed() -> None:
    """What stands beside the modules and is no module goes into the wheel, too."""
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    beside = [path for path in Path(templates.__file__).parent.iterdir() if path.is_file()]
    kinds = {path.suffix for path in beside} - {".py"}
    assert kinds == {".css", ".jinja"}
    assert {f"*{kind}" for kind in kinds} <= set(packed["package-data"]["*"])
