"""The exercises panel's regions of HTML: the list, the question, what was said about an answer.

`head` says how far one is, `listed` draws the list, `question` and `box` one exercise, `verdict`,
`hints` and `solution` what helps, `report` a line to hand in; `LAYOUT` is where they stand, `still`
a page without a kernel.
"""

from collections.abc import Sequence

from mlpcore.lesson.exercise_book.exercise import BEGIN, Exercise
from mlpcore.lesson.exercise_book.progress import Entry
from mlpcore.lesson.grading.feedback import Check
from mlpcore.views.parts.html import Element, Node, Raw, e, nodes
from mlpcore.views.parts.markup import number
from mlpcore.views.parts.page import SPOKEN, TROUBLE, region
from mlpcore.views.parts.prose import prose
from mlpcore.views.parts.svg import Drawing

LAYOUT = (
    region("head", "mlp-ex-head"),
    e(
        "div",
        e(
            "div",
            region("list", "mlp-ex-list", tag="nav", aria_label="Exercises"),
            e("div", region("reset", "mlp-buttons"), class_="mlp-controls"),
            class_="mlp-ex-side",
        ),
        e(
            "div",
            region("question"),
            e(
                "div",
                region("answer"),
                region("check", "mlp-buttons"),
                class_="mlp-ex-answer mlp-controls",
            ),
            region("verdict", "mlp-ex-verdict", role="status"),
            TROUBLE,
            region("hints", aria_live="polite"),
            region("solution", aria_live="polite"),
            e("div", region("help", "mlp-buttons"), class_="mlp-ex-help mlp-controls"),
            class_="mlp-ex-one",
        ),
        class_="mlp-ex",
    ),
    e(
        "div",
        region("who", "mlp-buttons"),
        region("report", aria_live="polite"),
        class_="mlp-ex-report mlp-controls",
    ),
    SPOKEN,
)
LEADS = e("p", "Click an exercise to go to its cell. What is right there is ticked off here.")
GAP, SIZE = 34, 40  # between the dots of the picture, and its height


def head(name: str, entries: Sequence[Entry], student: str) -> Node:
    """How many of how many are done, in words and as a bar; and whose numbers these are."""
    done, all_of_them = sum(entry.done for entry in entries), len(entries)
    shown = number("exercises_done", (), done, str(done))
    of = number("exercises", (), all_of_them, str(all_of_them))
    bar = e("span", style=f"width:{100 * done / all_of_them:.0f}%")
    return (
        e("h3", f"Exercises of notebook {name}", f" for {student}" if student else None),
        e("p", e("b", shown, " of ", of), " done", class_="mlp-ex-far"),
        e("div", bar, class_="mlp-ex-bar", aria_hidden="true"),
    )


def listed(
    exercises: Sequence[Exercise], entries: Sequence[Entry], at: int, in_cells: bool = False
) -> Node:
    """A button for each exercise, with its mark; the present one is marked as such.

    In a notebook with a cell for each, its button leads there.
    """
    return [
        _button(exercise, entry, exercise.number == at, in_cells)
        for exercise, entry in zip(exercises, entries, strict=True)
    ]


def _button(exercise: Exercise, entry: Entry, here: bool, in_cells: bool) -> Element:
    mark, state = ("✓", "done") if entry.done else ("…", "open")
    return e(
        "button",
        e("span", mark, class_="mlp-ex-mark"),
        e("span", str(exercise.number)),
        e("span", exercise.title),
        data_do="go",
        data_to=exercise.number,
        data_cell=f"{exercise.heading}." if in_cells else None,
        class_=f"mlp-ex-{state}",
        aria_current="true" if here else None,
        aria_label=f"Exercise {exercise.number}, {exercise.title}: {state}",
    )


def question(exercise: Exercise) -> Node:
    """What is asked, and where to begin."""
    title = e("h4", f"{exercise.number} · {exercise.title}")
    begin = Raw(prose(f"**{BEGIN}:** {exercise.predict}"))
    return title, Raw(prose(exercise.question)), e("div", begin, class_="mlp-ex-guess")


def box(exercise: Exercise, text: str) -> Element:
    """A box to type an answer in; none where the answer is a line of code."""
    if exercise.by_code:
        line = "Its answer is a line of code: repair it in the cell."
        return e("p", line, class_="mlp-ex-cell")
    asks = exercise.judge.asks
    typed = e(
        "input", type="text", data_do="choose", data_name="answer", value=text, placeholder=asks,
        autocomplete="off", spellcheck="false", aria_label=f"Your answer: {asks}",
    )  # fmt: skip
    return e("label", e("span", "Your answer"), typed, class_="mlp-ex-box")


def verdict(check: Check | None, after: str = "") -> Node:
    """What is said about the answer; `after` is what belongs to a right one."""
    if check is None:
        return None
    mark, state = ("✓", "mlp-ok") if check.correct else ("…", "mlp-ex-not-yet")
    words = check.message[:1].upper() + check.message[1:]
    more = e("pre", after, class_="mlp-code") if after else None
    return e("p", e("span", f"{mark} {words}", class_=state)), more


def report(line: str, saved: str) -> Node:
    """A report as a line to copy; `saved` is the name of the file that it was written to."""
    if not line:
        return e("p", "Type what your lecturer knows you by, and press Enter.")
    about = "Copy all of it into a mail or a form. Nothing is sent, and no answer is in it."
    written = e("p", "Written to ", e("code", saved), ".") if saved else None
    return e("p", about), e("code", line, class_="mlp-code mlp-ex-line", tabindex=0), written


def hints(exercise: Exercise, seen: int) -> Node:
    """The hints that were asked for."""
    lines = [
        e("li", e("b", f"Hint {level}"), " ", _line(hint))
        for level, hint in enumerate(exercise.hints[:seen], 1)
    ]
    return e("ul", lines, class_="mlp-ex-hints") if seen else None


def _line(text: str) -> Node:
    """A text of one paragraph, without its mark."""
    (paragraph,) = nodes(prose(text))
    return paragraph.children if isinstance(paragraph, Element) else paragraph


def solution(text: str) -> Node:
    """The solution, line by line."""
    return e("h4", "The solution"), e("pre", text, class_="mlp-code")


# --- without a kernel ---------------------------------------------------------------------------


def still(exercises: Sequence[Exercise]) -> Node:
    """All questions; nobody's progress, for a stored page belongs to whoever opens it."""
    return e("figure", dots(len(exercises))), table(exercises)


def table(exercises: Sequence[Exercise]) -> Element:
    """All questions in a table."""
    rows = [
        e("tr", e("td", str(each.number)), e("td", each.title), e("td", each.judge.asks))
        for each in exercises
    ]
    heads = [e("th", name) for name in ("", "exercise", "asks for")]
    return e("table", e("thead", e("tr", heads)), e("tbody", rows), class_="mlp-ex-table")


def dots(count: int) -> Drawing:
    """A numbered dot for each exercise."""
    drawn = [_dot(f"{GAP * (n - 0.5):g}", n) for n in range(1, count + 1)]
    return Drawing(str(GAP * count), str(SIZE), f"{count} exercises, all open", drawn)


def _dot(x: str, n: int) -> Node:
    middle = f"{SIZE / 2:g}"
    return e("circle", cx=x, cy=middle, r=13), e("text", str(n), x=x, y=middle, font_size=13)
