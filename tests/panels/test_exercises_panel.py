"""The exercises panel without a browser: what is typed, said, ticked off, shown and refused."""

import re
from pathlib import Path

import pytest

from mlpcore.lesson import exercises
from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.exercise_book.progress import NAME, Entry
from mlpcore.lesson.exercise_book.report import Report, read
from mlpcore.panels import ExercisesPanel
from mlpcore.panels.exercises_panel import NOT_KEPT
from mlpcore.views.exercises.regions import dots
from mlpcore.views.parts.html import render
from mlpcore.views.parts.markup import mathml
from mlpcore.views.parts.prose import prose
from tests.helpers.notebook_rules import panels_without_a_picture
from tests.lesson.exercise_book.test_exercises import BY_HAND

each_notebook = pytest.mark.parametrize("name", WORKBOOKS)
CHECKED = [e for book in WORKBOOKS.values() for e in book if not e.by_code]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a list of its own."""
    monkeypatch.chdir(tmp_path)


def typed(panel: ExercisesPanel, text: str) -> str:
    """Type an answer and press Enter; what the panel says of it."""
    panel.act("choose", name="answer", value=text)
    return panel.regions["verdict"]


def marks(panel: ExercisesPanel) -> list[str]:
    """The marks of the list, in order."""
    return re.findall(r'mlp-ex-mark">(.)<', panel.regions["list"])


def as_typed(answer: object) -> str:
    """A right answer as a person would type it."""
    return answer if isinstance(answer, str) else repr(answer).replace("-", "−")


def test_a_slip_is_named_a_right_answer_ticked_off() -> None:
    panel = ExercisesPanel("02")
    assert "delta-sign" in typed(panel, "[0.125]")
    assert marks(panel) == ["…"] * 16
    assert "✓ Right" in typed(panel, "[−1/8]")
    assert marks(panel) == ["✓"] + ["…"] * 15
    assert 'data-quantity="exercises_done" data-index="" data-value="1.0"' in panel.regions["head"]
    assert "1 of 16 done" in re.sub("<[^>]*>", "", panel.regions["head"])


@pytest.mark.parametrize("exercise", CHECKED, ids=lambda e: e.id)
def test_every_exercise_can_be_solved_in_the_panel(exercise: object) -> None:
    name, number = exercise.id.split("-")  # type: ignore[attr-defined]
    panel = ExercisesPanel(name)
    panel.act("go", to=int(number))
    verdict = typed(panel, as_typed(BY_HAND[exercise.id]))  # type: ignore[attr-defined]
    assert "✓ Right" in verdict, verdict
    assert panel.trouble == ""
    assert exercises(name).entries()[int(number) - 1].done


@each_notebook
def test_every_question_is_drawn(name: str) -> None:
    panel = ExercisesPanel(name)
    for exercise in panel.book.exercises:
        panel.act("go", to=exercise.number)
        question = panel.regions["question"]
        assert exercise.title in question
        assert "$" not in question
        assert "\\" not in question
        assert ("<input" in panel.regions["answer"]) != exercise.by_code
        assert ("data-do" in panel.regions["check"]) != exercise.by_code


@each_notebook
def test_beside_cells_the_panel_is_a_list_that_leads_to_them(name: str) -> None:
    """By the words with which a cell begins; there is no second place to answer."""
    panel = ExercisesPanel(name, cells=True)
    for exercise in panel.book.exercises:
        assert f'data-cell="{exercise.heading}."' in panel.regions["list"]
        assert exercise.markdown.startswith(f"**{exercise.heading}.**")
    assert {panel.regions.get(place, "") for place in ("answer", "check", "help")} == {""}
    assert "data-cell" not in ExercisesPanel(name).regions["list"]


def test_a_cell_ticks_off_the_list_beside_it() -> None:
    panel = ExercisesPanel("02", cells=True)
    exercises("02").answer(4, (4, 6))
    assert marks(panel)[3] == "✓"


def test_hints_come_one_by_one_and_then_no_more() -> None:
    panel = ExercisesPanel("02")
    for level in (1, 2, 3):
        assert f"Hint {level} of 3" in panel.regions["help"]
        panel.act("hint")
        assert panel.regions["hints"].count("<li>") == level
    assert re.search(r'data-do="hint"[^>]* disabled', panel.regions["help"])
    assert ExercisesPanel("02").regions["hints"] == panel.regions["hints"]  # a new kernel's


def test_the_solution_is_shown_only_when_asked_for_twice() -> None:
    panel = ExercisesPanel("02")
    panel.act("solution")
    assert panel.regions["solution"] == ""
    assert "Yes, show it" in panel.regions["help"]
    panel.act("hint")  # no longer sure
    panel.act("solution")
    assert panel.regions["solution"] == ""
    panel.act("solution")
    assert "[-0.125]" in panel.regions["solution"]
    assert exercises("02").entries()[0].revealed
    panel.act("next")
    assert panel.regions["solution"] == ""
    panel.act("solution")
    panel.act("next")
    panel.act("solution")
    assert panel.regions["solution"] == ""


def test_a_reset_is_asked_for_twice_and_forgets_all() -> None:
    panel = ExercisesPanel("02")
    typed(panel, "[-0.125]")
    panel.act("reset")
    assert marks(panel)[0] == "✓"
    assert "Yes, forget all" in panel.regions["reset"]
    panel.act("reset")
    assert marks(panel) == ["…"] * 16
    assert panel.regions["verdict"] == ""
    assert 'value=""' in panel.regions["answer"]


def test_a_reset_can_be_taken_back_until_something_else_is_done() -> None:
    panel = ExercisesPanel("02")
    typed(panel, "[-0.125]")
    panel.act("reset")
    panel.act("reset")
    assert "Take it back" in panel.regions["reset"]
    panel.act("undo")
    assert marks(panel)[0] == "✓"
    assert "[-0.125]" in panel.regions["answer"]
    assert "Take it back" not in panel.regions["reset"]
    panel.act("reset")
    panel.act("reset")
    panel.act("next")
    panel.act("undo")
    assert marks(panel) == ["…"] * 16


def test_a_report_is_shown_once_one_has_said_who_one_is() -> None:
    panel = ExercisesPanel("02")
    assert panel.regions["report"] == panel.regions["who"] == ""
    panel.act("report")
    assert "press Enter" in panel.regions["report"]
    assert re.search(r'data-do="save"[^>]* disabled', panel.regions["who"])
    assert 'autocomplete="name"' in panel.regions["who"]  # browsers fill it in (WCAG 1.3.5)
    panel.act("choose", name="who", value="  Ada Lovelace")
    typed(panel, "[-0.125]")
    (line,) = re.findall(r">(mlpcore-report[^<]*)<", panel.regions["report"])
    assert read(line) == Report("Ada Lovelace", "02", {1: Entry(done=True, tries=1)})
    panel.act("report")
    assert panel.regions["report"] == panel.regions["who"] == ""


def test_a_report_is_saved_beside_the_notebook_and_over_an_older_one() -> None:
    panel = ExercisesPanel("02")
    panel.act("report")
    panel.act("choose", name="who", value="17")
    for done in (False, True):
        panel.act("save")
        assert "report-02.txt" in panel.regions["report"]
        saved = read(Path("report-02.txt").read_text("ascii"))
        assert saved.who == "17"
        assert (1 in saved.entries) == done
        typed(panel, "[-0.125]")
        assert "report-02.txt" not in panel.regions["report"]  # it is older now
    Path("report-02.txt").write_text("my own notes", "utf-8")
    panel.act("save")
    assert "where something else is" in panel.regions["trouble"]
    assert Path("report-02.txt").read_text("utf-8") == "my own notes"


@pytest.mark.parametrize("name", ["", "A" * 61, "a\x00"])
def test_a_name_that_cannot_be_written_is_told(name: str) -> None:
    panel = ExercisesPanel("02")
    panel.act("report")
    panel.act("choose", name="who", value=name)
    assert "has" in panel.regions["trouble"] or "expected" in panel.regions["trouble"]
    assert "mlpcore-report" not in panel.regions["report"]


def test_the_panel_asks_a_student_with_their_own_numbers() -> None:
    panel = ExercisesPanel("01", "Ada <b>")
    assert "for Ada &lt;b&gt;" in panel.regions["head"]
    book = exercises("01", "Ada <b>")
    panel.act("go", to=6)
    assert book[6].question.split(".  ")[0].split(". ")[0] in panel.regions["question"]
    panel.act("choose", name="answer", value=book[6].judge.truth())
    assert "✓ Right" in panel.regions["verdict"]
    panel.act("report")
    assert "by=Ada%20" in panel.regions["report"]


def test_a_cell_and_the_panel_share_one_list() -> None:
    panel = ExercisesPanel("02")
    panel.act("choose", name="answer", value="[0.1")
    drawn = panel.fresh
    exercises("02").answer(4, (4, 6))
    assert marks(panel)[3] == "✓"
    assert panel.fresh == drawn  # a person may be typing: no control is put back
    assert 'value="[0.1"' in panel.regions["answer"]  # what stands in the box stays


def test_the_list_is_there_again_for_a_new_kernel_and_goes_on_where_one_was() -> None:
    panel = ExercisesPanel("02")
    typed(panel, "[-0.125]")
    again = ExercisesPanel("02")
    assert marks(again)[0] == "✓"
    assert again.at == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("[1, 2", "Cannot read"), ("exit()", "Cannot read"), ("x" * 500, "at most 400")],
)
def test_what_cannot_be_read_is_said_and_stays_in_the_box(text: str, words: str) -> None:
    panel = ExercisesPanel("02")
    verdict = typed(panel, text)
    assert words in panel.regions["trouble"]
    assert verdict == ""
    assert text.split("[")[0] in panel.regions["answer"]
    assert not Path(NAME).exists()


def test_a_decimal_comma_counts_where_one_number_is_asked_for() -> None:
    """And is a comma between two where two are."""
    panel = ExercisesPanel("01")
    panel.act("go", to=6)
    assert typed(panel, "0,16") == typed(panel, "0.16")
    panel.act("go", to=2)
    assert "✓ Right" in typed(panel, "3,6")  # a shape


def test_an_empty_box_is_no_answer_and_checking_it_says_so() -> None:
    panel = ExercisesPanel("02")
    assert typed(panel, "  ") == ""
    assert panel.trouble == ""
    panel.act("check")
    assert "The box is empty" in panel.regions["trouble"]


def test_what_a_person_types_is_shown_as_text() -> None:
    panel = ExercisesPanel("00")
    panel.act("go", to=4)
    verdict = typed(panel, '<b onclick="x">')
    assert "<b " not in verdict + panel.regions["answer"]
    assert "another name" in verdict


@pytest.mark.parametrize(
    ("do", "what"),
    [("go", {"to": 99}), ("go", {"to": 0}), ("choose", {"name": "colour", "value": "red"})],
)
def test_what_is_refused_changes_nothing(do: str, what: dict[str, object]) -> None:
    panel = ExercisesPanel("02")
    before = panel.regions["question"]
    panel.act(do, **what)
    assert panel.regions["trouble"]
    assert panel.regions["question"] == before


@pytest.mark.parametrize(
    ("do", "at"), [("next", 3), ("back", 1), ("first", 1), ("last", 16), ("settle", 2)]
)
def test_every_key_of_the_stage_has_an_answer(do: str, at: int) -> None:
    panel = ExercisesPanel("02")
    panel.act("go", to=2)
    panel.act(do)
    panel.act("look", key="exercises", index=[])
    assert panel.at == at
    assert panel.trouble == ""
    assert f'data-to="{at}" class="mlp-ex-open" aria-current="true"' in panel.regions["list"]


def test_next_and_back_stop_at_the_ends() -> None:
    panel = ExercisesPanel("00")
    panel.act("back")
    assert panel.at == 1
    panel.act("last")
    panel.act("next")
    assert panel.at == len(panel.book.exercises)


def test_what_is_wrong_with_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{", "utf-8")
    assert f"{NAME} is damaged. It is left as it is" in ExercisesPanel("02").regions["reset"]
    panel = ExercisesPanel("02")
    panel.book.list.kept = False
    panel.act("next")
    assert NOT_KEPT in panel.regions["reset"]


@each_notebook
def test_the_stored_panel_has_the_questions_and_nobodys_progress(name: str) -> None:
    before = ExercisesPanel(name)._repr_mimebundle_()[0]
    for exercise in WORKBOOKS[name]:
        exercises(name).list.note(exercise.id, done=True)
    bundle = ExercisesPanel(name)._repr_mimebundle_()[0]
    kinds = ("text/plain", "text/html")
    assert [bundle[kind] for kind in kinds] == [before[kind] for kind in kinds]
    output = {"output_type": "display_data", "data": {kind: bundle[kind] for kind in kinds}}
    cell = {"cell_type": "code", "outputs": [output]}
    assert panels_without_a_picture({"cells": [cell]}) == []
    assert "<button" not in bundle["text/html"]
    assert all(exercise.title in bundle["text/plain"] for exercise in WORKBOOKS[name])


def test_an_unknown_notebook_is_refused() -> None:
    with pytest.raises(ValueError, match="notebook"):
        ExercisesPanel("9")


# --- prose --------------------------------------------------------------------------------------

INLINE = mathml("x").replace('display="block"', 'display="inline"')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & *c*", "<p>a &lt; b &amp; <em>c</em></p>"),
        ("**a** `x < 1`", "<p><strong>a</strong> <code>x &lt; 1</code></p>"),
        ("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>"),
        ("`a`, b", '<p><span class="mlp-held"><code>a</code>,</span> b</p>'),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
    ],
)
def test_prose_is_html(text: str, html: str) -> None:
    assert prose(text) == html


def test_a_formula_stands_in_its_line() -> None:
    assert prose("so $x$, is") == f'<p>so <span class="mlp-held">{INLINE},</span> is</p>'
    assert prose("**so $x$**") == f"<p><strong>so {INLINE}</strong></p>"
    assert prose("for $5") == "<p>for $5</p>"


@pytest.mark.parametrize(
    "text", ["{}", "so {} is", "`{}`", "*{}*", "1. {}", "${}$", r"$\text{{{}}}$"]
)
def test_html_in_a_text_does_nothing(text: str) -> None:
    for tag in ("<script>f()</script>", "<img src=x onerror=f()>", "<b>"):
        html = prose(text.format(tag)).lower()
        assert not re.search(r"<\W*(script|img|b)\b", html)
    assert "javascript:" not in prose("[here](javascript:f)")


def test_each_exercise_has_a_dot_with_its_number_in_the_picture() -> None:
    drawn = render(dots(3).body)
    circles = re.findall(r'<circle cx="([^"]+)" cy="([^"]+)"', drawn)
    texts = re.findall(r'<text x="([^"]+)" y="([^"]+)"[^>]*>(\d)<', drawn)
    assert [number for *_, number in texts] == ["1", "2", "3"]
    assert circles == [(x, y) for x, y, _ in texts]
    assert len(set(circles)) == 3
