"""The exercises panel's regions of HTML: the list, the question, what was said about an answer.

`head` says how far one is, `listed` draws the list, `question` and `box` one
exercise, `verdict`, `hints` and `solution` what helps; `table` and `dots` are for a page without a
kernel.
"""

from collections.abc import Sequence
from html import escape

from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.exercise_book.progress import Entry
from mlpcore.lesson.grading.feedback import Check
from mlpcore.views.parts.markup import number
from mlpcore.views.parts.prose import prose

GAP, SIZE = 34, 40  # between the dots of the picture, and its height


def head(name: str, entries: Sequence[Entry]) -> str:
    """How many of how many are done, in words and as a bar."""
    done, all_of_them = sum(entry.done for entry in entries), len(entries)
    shown = number("exercises_done", (), done, str(done))
    of = number("exercises", (), all_of_them, str(all_of_them))
    bar = f'<span style="width:{100 * done / all_of_them:.0f}%"></span>'
    return (
        f"<h3>Exercises of notebook {escape(name)}</h3>"
        f'<p class="mlp-ex-far"><b>{shown} of {of}</b> done</p>'
        f'<div class="mlp-ex-bar" aria-hidden="true">{bar}</div>'
    )


def listed(exercises: Sequence[Exercise], entries: Sequence[Entry], at: int) -> str:
    """A button for each exercise, with its mark; the present one is marked as such."""
    return "".join(
        _button(exercise, entry, exercise.number == at)
        for exercise, entry in zip(exercises, entries, strict=True)
    )


def _button(exercise: Exercise, entry: Entry, here: bool) -> str:
    mark, state = ("✓", "done") if entry.done else ("…", "open")
    current = ' aria-current="true"' if here else ""
    said = f"Exercise {exercise.number}, {exercise.title}: {state}"
    return (
        f'<button data-do="go" data-to="{exercise.number}" class="mlp-ex-{state}"{current} '
        f'aria-label="{escape(said)}"><span class="mlp-ex-mark">{mark}</span>'
        f"<span>{exercise.number}</span><span>{escape(exercise.title)}</span></button>"
    )


def question(exercise: Exercise) -> str:
    """What is asked, and what to predict before one computes."""
    title = f"<h4>{exercise.number} · {escape(exercise.title)}</h4>"
    guess = f"**First predict:** {exercise.predict}"
    return f'{title}{prose(exercise.question)}<div class="mlp-ex-guess">{prose(guess)}</div>'


def box(exercise: Exercise, text: str) -> str:
    """A box to type an answer in; none where the answer is a line of code."""
    if exercise.by_code:
        return '<p class="mlp-ex-cell">Its answer is a line of code: repair it in the cell.</p>'
    asks = escape(exercise.judge.asks)
    return (
        f'<label class="mlp-ex-box"><span>Your answer</span><input type="text" data-do="choose" '
        f'data-name="answer" value="{escape(text)}" placeholder="{asks}" autocomplete="off" '
        f'spellcheck="false" aria-label="Your answer: {asks}"/></label>'
    )


def verdict(check: Check | None, after: str = "") -> str:
    """What is said about the answer; `after` is what belongs to a right one."""
    if check is None:
        return ""
    mark, state = ("✓", "mlp-ok") if check.correct else ("…", "mlp-ex-not-yet")
    words = escape(check.message[:1].upper() + check.message[1:], quote=False)
    more = f'<pre class="mlp-code">{escape(after, quote=False)}</pre>' if after else ""
    return f'<p><span class="{state}">{mark} {words}</span></p>{more}'


def hints(exercise: Exercise, seen: int) -> str:
    """The hints that were asked for."""
    lines = (
        f"<li><b>Hint {level}</b> {prose(hint).removeprefix('<p>').removesuffix('</p>')}</li>"
        for level, hint in enumerate(exercise.hints[:seen], 1)
    )
    return f'<ul class="mlp-ex-hints">{"".join(lines)}</ul>' if seen else ""


def solution(text: str) -> str:
    """The solution, line by line."""
    return f'<h4>The solution</h4><pre class="mlp-code">{escape(text, quote=False)}</pre>'


# --- without a kernel ---------------------------------------------------------------------------


def table(exercises: Sequence[Exercise]) -> str:
    """All questions; nobody's progress, for a stored page belongs to whoever opens it."""
    rows = "".join(
        f"<tr><td>{exercise.number}</td><td>{escape(exercise.title)}</td>"
        f"<td>{escape(exercise.judge.asks)}</td></tr>"
        for exercise in exercises
    )
    return (
        '<table class="mlp-ex-table"><thead><tr><th></th><th>exercise</th><th>asks for</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )


def dots(count: int) -> str:
    """A numbered dot for each exercise, as SVG."""
    drawn = "".join(
        f'<circle cx="{GAP * (n - 0.5):g}" cy="{SIZE / 2:g}" r="13"/>'
        f'<text x="{GAP * (n - 0.5):g}" y="{SIZE / 2:g}" font-size="13">{n}</text>'
        for n in range(1, count + 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mlp-network" '
        f'viewBox="0 0 {GAP * count} {SIZE}" role="img" '
        f'aria-label="{count} exercises, all open">{drawn}</svg>'
    )
