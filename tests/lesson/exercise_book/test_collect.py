"""The reports of a class: every line is counted or listed, and no name can do any harm."""

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcore.lesson import exercises
from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.exercise_book.class_page import COLUMNS, CSV, PAGE, page, table
from mlpcore.lesson.exercise_book.collect import collect, main
from mlpcore.lesson.exercise_book.places import OF_SLIPS, SECTIONS, place
from mlpcore.lesson.exercise_book.progress import Entry
from mlpcore.lesson.exercise_book.report import Report, person
from mlpcore.lesson.slip_book.catalogue import slips
from tests import NOTEBOOKS

DONE, TRIED = Entry(done=True, tries=1), Entry(tries=3, named={"delta-sign": 2})
ADA = Report("Ada", "02", {1: DONE, 2: TRIED})
BOB = Report("Bob", "02", {2: Entry(tries=1, named={"delta-sign": 1})})
CLEO = Report("Cleo", "01", {1: DONE})


class Page(HTMLParser):
    """The elements of a page, its text, and its tables as rows of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data

    def count(self, tag: str) -> int:
        """How many elements of that name it has."""
        return sum(name == tag for name, _ in self.elements)


def written(folder: Path) -> tuple[Page, list[dict[str, str]]]:
    """The page and the table in a folder."""
    text = (folder / CSV).read_text("utf-8-sig")
    return Page((folder / PAGE).read_text("utf-8")), [*csv.DictReader(io.StringIO(text))]


# --- what is counted -----------------------------------------------------------------------------


def test_a_folder_of_reports_becomes_a_table_and_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "uploads" / "cleo").mkdir(parents=True)
    (tmp_path / "mail.txt").write_text(f"Hello,\n\n{ADA.text}\n\nBest, Ada\n{BOB.text}\n", "utf-8")
    (tmp_path / "uploads" / "cleo" / "report.txt").write_text(CLEO.text, "utf-8")
    assert main([str(tmp_path)]) == 0
    assert "3 reports of 3 people" in capsys.readouterr().out
    shown, rows = written(tmp_path)
    assert len(rows) == 2 * len(WORKBOOKS["02"]) + len(WORKBOOKS["01"])
    first, second = (row for row in rows if row["name"] == "Ada" and row["exercise"] in ("1", "2"))
    assert (first["done"], first["tries"], first["slips"]) == ("1", "1", "")
    assert (second["done"], second["tries"]) == ("0", "3")
    assert second["slips"] == f"delta-sign: {slips['delta-sign'].title} (2)"
    (made,) = [row for row in shown.rows if row[0].startswith("02-2 ")]
    assert made[1] == f"delta-sign: {slips['delta-sign'].title}"
    assert made[2:4] == ["2", "3"]  # people, times
    assert made[4] == "notebook 02, The hidden layer: passing the blame back"
    assert made[5].startswith("panels.step(")
    assert ["have done it", "", "1 of 2", "0 of 2"] in [row[:4] for row in shown.rows]
    ada = next(row for row in shown.rows if row[0] == "Ada")
    assert ada[1:4] == ["1 of 16", "✓ 1done, 1 try", "… 3open, 3 tries"]


def test_every_notebook_has_a_table_with_its_exercises_by_number_and_title() -> None:
    """A line for each person, and one for how many have done each exercise."""
    reports = [Report("Ada", name, dict.fromkeys((1, 2), DONE)) for name in WORKBOOKS]
    shown = Page(page(reports, []))
    shown.rows = [[cell.partition("\n")[0] for cell in row] for row in shown.rows]
    heads = [row[2:] for row in shown.rows if row[:2] == ["name", "done"]]
    assert heads == [[f"{e.number} {e.title}" for e in book] for book in WORKBOOKS.values()]
    assert [row[1] for row in shown.rows if row[0] == "Ada"] == [
        f"2 of {len(book)}" for book in WORKBOOKS.values()
    ]
    counts = [row[2:] for row in shown.rows if row[0] == "have done it"]
    assert counts == [["1 of 1"] * 2 + ["0 of 1"] * (len(book) - 2) for book in WORKBOOKS.values()]
    labels = [own["aria-label"] for _, own in shown.elements if own.get("role") == "region"]
    assert labels == [f"Progress with notebook {name}" for name in WORKBOOKS]
    assert all(f"Notebook {name}\n" in shown.text for name in WORKBOOKS)


def test_what_a_notebook_prints_is_what_is_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the answer in a cell to the lecturer's page."""
    monkeypatch.chdir(tmp_path)
    book = exercises("02")
    book.judge(4, (6, 4))
    (tmp_path / "class").mkdir()
    book.report("Ada", to="class/ada.txt")
    found = collect(tmp_path / "class")
    assert found.problems == []
    shown = Page(page(found.reports.values(), found.problems))
    (made,) = [row for row in shown.rows if row[0].startswith("02-4 ")]
    assert made[1] == book[4].judge.mistakes[0].words


WAYS = {
    "wrapped by a mail": lambda line: re.sub(" ", "\n", line),
    "quoted in an answer": lambda line: "> " + line.replace(" ", "\n> "),
    "quoted twice": lambda line: ">> " + line.replace(" ", "\n>> "),
    "in a paragraph": lambda line: f"<p>My report: {line}</p>",
    "with a full stop": lambda line: f"Here it is: {line}.",
    "in the cell of a table": lambda line: f'"Ada","{line}","3.0"',
    "with Windows' ends of lines": lambda line: f"Hello\r\n{line}\r\nBye\r\n",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_report_is_found_as_it_arrives(tmp_path: Path, way: Callable[[str], str]) -> None:
    (tmp_path / "a.txt").write_text(way(ADA.text), "utf-8", newline="")
    found = collect(tmp_path)
    assert [*found.reports.values()] == [ADA]
    assert found.problems == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_file_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(f"Grüße\n{ADA.text}\n".encode(encoding))
    assert [*collect(tmp_path).reports.values()] == [ADA]


def test_a_file_with_very_many_beginnings_is_read_in_one_go(tmp_path: Path) -> None:
    """Each of them is listed, with its line."""
    (tmp_path / "a.txt").write_text("\nmlpcore-report" * 20_000 + f"\n{ADA.text}", "utf-8")
    found = collect(tmp_path)
    assert [*found.reports.values()] == [ADA]
    assert [each.line for each in found.problems] == [*range(2, 20_002)]


def test_collecting_again_counts_nothing_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ADA.text, "utf-8")
    assert main([str(tmp_path)]) == 0
    before = (tmp_path / PAGE).read_bytes(), (tmp_path / CSV).read_bytes()
    assert main([str(tmp_path)]) == 0
    assert before == ((tmp_path / PAGE).read_bytes(), (tmp_path / CSV).read_bytes())


# --- what is listed ------------------------------------------------------------------------------


def test_two_reports_of_a_person_are_told_and_the_one_that_is_further_counts(
    tmp_path: Path,
) -> None:
    earlier = Report("Ada", "02", {1: Entry(tries=1)})
    for name, report in (("a", earlier), ("b", ADA), ("c", earlier), ("d", ADA)):
        (tmp_path / f"{name}.txt").write_text(report.text, "utf-8")
    found = collect(tmp_path)
    assert [*found.reports.values()] == [ADA]
    further = "the one that is further counts, from b.txt, line 1, not that from"
    assert [(each.file, each.why.split(": ")[1]) for each in found.problems] == [
        ("b.txt", f"{further} a.txt, line 1"),
        ("c.txt", f"{further} c.txt, line 1"),
        ("d.txt", "it says the same, and is counted once"),
    ]


def test_whatever_holds_no_report_is_listed(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.png").write_bytes(bytes(range(256)))
    with (tmp_path / "large.zip").open("wb") as file:
        file.truncate(2**22 + 1)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / ".hidden").write_text("not looked at", "utf-8")
    listed = {each.file: each.why for each in collect(tmp_path).problems}
    assert listed == {
        "empty.txt": "no report in it",
        "picture.png": "no report in it",
        "large.zip": "not read: it has 4,194,305 bytes: expected 4,194,304 at most",
        "pipe": "not read: it is no file",
        "gone.txt": listed["gone.txt"],
    }
    assert "No such file" in listed["gone.txt"]


def test_what_this_version_does_not_have_is_told(tmp_path: Path) -> None:
    lines = (
        Report("Ada", "88", {1: DONE}).text,
        Report("Bob", "01", {1: DONE, 99: DONE}).text,
        ADA.text.replace("report-1", "report-2"),
        Report("Cleo", "01", {1: Entry(named={"a-new-slip": 1})}).text,
    )
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    found = collect(tmp_path)
    assert [(each.line, each.why) for each in found.problems] == [
        (1, "it is of notebook 88, which this mlpcore does not have"),
        (2, f"notebook 01 ends with exercise {len(WORKBOOKS['01'])}; not counted: [99]"),
        (3, found.problems[2].why),
    ]
    assert "of version 2 of reports" in found.problems[2].why
    assert [report.who for report in found.reports.values()] == ["Bob", "Cleo"]
    assert "a-new-slip: not known to this mlpcore" in page(found.reports.values(), [])


@given(st.data())
def test_no_line_that_was_miscopied_is_dropped(data: st.DataObject) -> None:
    """Each of three students is counted, or a line of theirs is listed."""
    lines = [each.text for each in (ADA, BOB, CLEO)]
    which = data.draw(st.integers(0, 2))
    at = data.draw(st.integers(0, len(lines[which]) - 1))
    new = data.draw(st.characters(min_codepoint=33, exclude_categories=["Cs", "Cc", "Zs"]))
    wrong = lines[which][:at] + new + lines[which][at + 1 :]
    changed = wrong != lines[which]
    lines[which] = wrong
    with TemporaryDirectory() as folder:
        Path(folder, "all.txt").write_text("Hello!\n" + "\n".join(lines), "utf-8")
        found = collect(Path(folder))
    assert len(found.reports) == 3 - changed
    assert [(each.line, bool(each.text)) for each in found.problems] == [
        (which + 2, True)
    ] * changed


# --- names and files as an enemy would write them ------------------------------------------------

PAYLOADS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</table></main><h1>mine",
    "' onmouseover='alert(1)", "{{ 7 * 7 }}", "{% include 'class.css' %}", "&lt;b&gt;",
    "javascript:alert(1)", "--><b>", "</style><script>f()</script>",
]  # fmt: skip
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1+1",
    '=HYPERLINK("http://x")',
    "＝1+1",
    "=cmd|'/C'!A1",
]


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_name_with_html_is_shown_as_text(tmp_path: Path, name: str) -> None:
    named = {name: 1}
    report = Report(person(name), "02", {1: Entry(tries=1, named=named), 2: DONE})
    (tmp_path / f"{name.replace('/', '_')}.txt").write_text(
        f"{report.text}\nmlpcore-report-1 02 by={name} 1=done\n", "utf-8"
    )
    assert main([str(tmp_path)]) == 0
    shown, _ = written(tmp_path)
    assert name in shown.text
    plain = Page(page([ADA, BOB], []))
    for tag in ("script", "img", "h1", "b", "style", "main"):
        assert shown.count(tag) == plain.count(tag)
    attributes = {attribute for _, own in shown.elements for attribute in own}
    assert not {each for each in attributes if each.startswith("on")}
    assert {own["href"] for tag, own in shown.elements if tag == "a"} == {"#problems"}


@pytest.mark.parametrize("name", FORMULAS)
def test_no_cell_of_the_table_is_a_formula(name: str) -> None:
    report = Report(person(name), "02", {1: Entry(tries=1, named={name: 1})})
    text = table([report])
    rows = [*csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    cells = [cell for row in rows for cell in row]
    assert f"'{person(name)}" in cells
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]


def test_a_name_with_the_signs_of_csv_stays_one_cell() -> None:
    """Also where a spreadsheet separates at semicolons."""
    name = 'Ada;=1+1, "x"'
    text = table([Report(name, "00", {})]).removeprefix("\ufeff")
    rows = [*csv.DictReader(io.StringIO(text))]
    assert {row["name"] for row in rows} == {name}
    assert text.splitlines()[1].startswith('"Ada;=1+1, ""x""",')


def test_the_page_stands_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ADA.text, "utf-8")
    main([str(tmp_path)])
    text = (tmp_path / PAGE).read_text("utf-8")
    assert not re.search(r"https?:|url\(|@import|<script|<link|<img|src=", text)
    assert "prefers-color-scheme: dark" in text
    shown = Page(text)
    tables = shown.count("table")
    assert tables == shown.count("caption") == 2
    assert all("scope" in own for tag, own in shown.elements if tag == "th")


# --- the command ---------------------------------------------------------------------------------


def test_nothing_to_collect_ends_with_1_and_still_says_what_it_saw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("hello", "utf-8")
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("0 reports of 0 people")
    assert "not counted, or twice: 1" in said.err
    assert "no report in it" in written(tmp_path)[0].text


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has such names")
def test_a_file_whose_name_is_not_utf_8_is_listed_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ADA.text, "utf-8")
    (tmp_path / os.fsdecode(b"r\xff.txt")).write_text("hello", "utf-8")
    assert main([str(tmp_path)]) == 0
    assert "r\N{REPLACEMENT CHARACTER}.txt" in written(tmp_path)[0].text


@pytest.mark.parametrize("where", ["no/such/folder", "a.txt"])
def test_what_is_no_folder_is_refused(
    tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").touch()
    assert main([str(tmp_path / where)]) == 1
    assert "is not a folder" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_it_writes_elsewhere_if_asked_to(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ADA.text, "utf-8")
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [CSV, PAGE]
    assert [each.name for each in (tmp_path / "in").iterdir()] == ["a.txt"]


def test_it_does_not_write_where_a_file_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(ADA.text, "utf-8")
    assert main([str(tmp_path), "--out", str(tmp_path / "a.txt")]) == 1
    assert "a.txt is not a folder" in capsys.readouterr().err
    assert (tmp_path / "a.txt").read_text("utf-8") == ADA.text


def test_without_jinja2_the_table_is_written_and_the_page_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mlpcore.lesson.worksheets.templates import environment

    (tmp_path / "a.txt").write_text(ADA.text, "utf-8")
    environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert main([str(tmp_path)]) == 1
    assert "needs jinja2" in capsys.readouterr().err.lower()
    assert (tmp_path / CSV).read_text("utf-8-sig").startswith('"' + COLUMNS[0])
    assert not (tmp_path / PAGE).exists()


# --- where the notebooks answer ------------------------------------------------------------------


def headings(notebook: str) -> set[str]:
    """The headings of a notebook of the lecture, without their numbers."""
    (path,) = NOTEBOOKS.glob(f"{notebook}_*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    lines = ("".join(cell["source"]).splitlines()[:1] for cell in cells)
    found = [line[0] for line in lines if line and line[0].startswith(("## ", "### "))]
    return {re.sub(r"^##+ (\d+ · )?", "", heading) for heading in found}


def test_the_sections_are_there() -> None:
    places = [place(exercise) for book in WORKBOOKS.values() for exercise in book]
    for at in [*places, *OF_SLIPS.values()]:
        assert not at.heading or at.heading in headings(at.notebook), at


def test_every_exercise_but_those_about_a_slip_has_its_section() -> None:
    for notebook, sections in SECTIONS.items():
        for exercise in WORKBOOKS[notebook]:
            assert exercise.title in sections or "slip" in exercise.title


def test_a_slip_of_the_notes_is_answered_where_it_is_shown() -> None:
    assert set(OF_SLIPS) == set(slips.notes)
    repair = next(each for each in WORKBOOKS["03"] if each.by_code)
    assert place(repair, "transposed-weights").heading == "A slip: the transpose that stays"
    assert place(repair, "ascent").heading == "III: back, in reverse"
    assert place(replace(repair, id="88-1")).notebook == "88"
