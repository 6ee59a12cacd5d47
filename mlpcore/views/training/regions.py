"""The training panel's regions of HTML, each a pure function of a run, in the letters of a book.

`head` says how far the run is, `stops` where criteria would have stopped
it, `layers` gives ‖δ^l‖ and ‖∇W_l‖, `code` the code table of a bottleneck, `told` how a run with a
slip does; `spoken` says it, `words` say the pictures; `image` makes a place for a picture.
"""

import base64
import math
from collections.abc import Sequence
from html import escape

from mlpcore.lesson.notation.layer_symbols import at_layer, leading_there
from mlpcore.lesson.notation.numbers import brief, full, six
from mlpcore.lesson.notation.spelling import spelled
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps.norms import Norms
from mlpcore.lesson.training.bugged_runs import BuggedRun
from mlpcore.lesson.training.runs import (
    Code,
    Run,
    Watch,
)
from mlpcore.stopping import Epoch
from mlpcore.views.parts.markup import number, place, tint

LOWEST, HIGHEST = -6.0, 1.0  # the powers of ten at the two ends of a bar
MOST_ROWS = 16
MAIN_TITLES = {"line": "The fit", "plane": "What it answers"}


def head(run: Run, right: float | None, held_right: float | None, notation: Notation) -> str:
    """The state of the run in a line of large numbers."""
    record, best, eps = run.records[-1], run.best, notation.symbol("eps").html
    number_of = {"epoch": record.number, "best_epoch": best.number}
    epochs = {key: number(key, (), n, str(n)) for key, n in number_of.items()}
    facts = [
        _fact("epoch", epochs["epoch"], _position(run, len(run.task.X))),
        _fact(eps, number("eps", (), record.loss), _share(right, "right")),
    ]
    if run.held:
        held = number("held_eps", (), run.held[-1].loss)
        facts.append(_fact(f"{eps} held out", held, _share(held_right, "held_right")))
    facts += [
        _fact(f"‖∇{eps}‖", number("gradient_norm", (), record.gradient_norm), ""),
        _fact(f"lowest {eps}", number("best_eps", (), best.loss), f"epoch {epochs['best_epoch']}"),
    ]
    return f'<div class="mlp-train-facts">{"".join(facts)}</div>'


def _fact(name: str, value: str, more: str) -> str:
    small = f'<span class="mlp-train-more">{more}</span>' if more else ""
    return f'<div class="mlp-train-fact"><span>{name}</span><b>{value}</b>{small}</div>'


def _position(run: Run, rows: int) -> str:
    return f"row {number('row', (), run.done, str(run.done))} of {rows}"


def _share(share: float | None, key: str) -> str:
    if share is None:
        return ""
    return f"{number(key, (), share, f'{100 * share:.0f} %')} right"


def stops(run: Run, watches: Sequence[Watch], notation: Notation) -> str:
    """A line for each criterion: its letter on the curve, its epoch, ε then."""
    held = "<th>held out</th>" if run.held else ""
    eps = notation.symbol("eps").html
    lines = "".join(_stop(run, n, watch, notation) for n, watch in enumerate(watches))
    return (
        '<table class="mlp-train-table mlp-train-stops" aria-label="stopping criteria">'
        "<thead><tr><th></th><th>would stop when</th><th>epoch</th>"
        f"<th>{eps}</th>{held}</tr></thead><tbody>{lines}</tbody></table>"
    )


def stop_letter(n: int, book: str) -> str:
    """The letter of a criterion in a text; C and E are letters of other books too."""
    return chr(65 + n) if book == "notes" else f"({chr(65 + n)})"


def _stop(run: Run, n: int, watch: Watch, notation: Notation) -> str:
    eps = notation.symbol("eps")
    reason = escape(watch.reason).replace("ε", eps.text if notation.name == "notes" else eps.html)
    letter = (
        f'<td><b class="mlp-train-letter" style="color:var(--mlp-{"abcde"[n % 5]})">'
        f"{chr(65 + n)}</b></td><td>{reason}</td>"
    )
    cells = "<td>–</td><td></td>" + "<td></td>" * bool(run.held)
    if (epoch := watch.epoch) is not None:
        cells = f"<td>{number(f'stop_{n + 1}', (), epoch, str(epoch))}</td>"
        cells += f"<td>{number(f'stop_eps_{n + 1}', (), run.records[epoch].loss)}</td>"
        if run.held:
            cells += f"<td>{number(f'stop_held_{n + 1}', (), run.held[epoch].loss)}</td>"
    return f"<tr>{letter}{cells}</tr>"


def layers(norms: Norms, f: Sequence[str], notation: Notation) -> str:
    """A row a layer: the size of δ^l, and of the gradient of the weights that lead there."""
    lines = "".join(
        f"<tr><td>{notation.number('delta', l)}</td><td>{escape(name)}</td>"
        f"<td>{number(f'norm_delta_{l}', (), delta)}</td><td>{_bar(delta, 'here')}</td>"
        f"<td>{number(f'norm_dW_{l - 1}', (), dW)}</td><td>{_bar(dW, 'a')}</td></tr>"
        for l, (name, delta, dW) in enumerate(zip(f, norms.delta, norms.dW, strict=True), 1)
    )
    delta, dW = at_layer(notation.name, "delta"), leading_there(notation.name)
    return (
        '<table class="mlp-train-table mlp-train-norms" '
        f'aria-label="‖{escape(delta.text)}‖ and ‖{escape(dW.text)}‖ of each layer">'
        "<thead><tr><th>layer <i>l</i></th><th></th>"
        f"<th>‖{delta.html}‖</th><th></th><th>‖{dW.html}‖</th><th></th></tr></thead>"
        f"<tbody>{lines}</tbody></table>"
    )


def _bar(value: float, colour: str) -> str:
    """A bar on a scale of powers of ten; what is beyond an end is drawn at that end."""
    power = math.log10(value) if value > 0 and math.isfinite(value) else LOWEST
    share = min(1.0, max(0.01, (power - LOWEST) / (HIGHEST - LOWEST)))
    return (
        f'<span class="mlp-train-bar"><span style="width:{100 * share:.1f}%;'
        f'background:var(--mlp-{colour})"></span></span>'
    )


def code(found: Code, notation: Notation) -> str:
    """What the bottleneck makes of each row: a line of numbers, the bits, and the answer."""
    units = range(1, found.z.shape[1] + 1)
    names = [notation.entry(f"z_{found.layer}", (j,)).html for j in units]
    heads = "".join(f"<th>{name}</th>" for name in names)
    lines = "".join(_code_line(found, i) for i in range(min(len(found.bits), MOST_ROWS)))
    named = escape(f"the code of each row, {notation.symbol(f'z_{found.layer}').text}")
    total = len(found.bits)
    said = number("codes", (), found.different, str(found.different))
    good = number("rows_right", (), sum(found.right), str(sum(found.right)))
    return (
        f'<table class="mlp-train-table mlp-matrix mlp-train-code" aria-label="{named}">'
        f"<thead><tr><th>row</th>{heads}<th>code</th><th>answer</th></tr></thead><tbody>{lines}</tbody></table>"
        f"<p>{said} different codes for {total} rows; {good} of {total} come out right.</p>"
    )


def _code_line(found: Code, i: int) -> str:
    values = "".join(
        f'<td {tint(2 * v - 1, 1)} {place("code", (i + 1, j), v)} title="{full(v)}">{brief(v)}</td>'
        for j, v in enumerate((float(v) for v in found.z[i]), 1)
    )
    sign, state = ("✓", "mlp-ok") if found.right[i] else ("✗", "mlp-bad")
    return (
        f'<tr><td>{i + 1}</td>{values}<td class="mlp-train-bits">{found.bits[i]}</td>'
        f'<td><span class="{state}">{sign}</span> {found.answer[i] + 1}</td></tr>'
    )


def told(run: Run, book: str) -> str:
    """How a run with a slip does against the true one; nothing for a run without."""
    if not isinstance(run, BuggedRun):
        return ""
    lines = spelled(run.slip.title, book), told_text(run, book)
    title, words = (escape(text[:1].upper() + text[1:]) for text in lines)
    return f'<p class="mlp-mark mlp-mark-wrong"><strong>✗</strong> {title}. {words}.</p>'


def told_text(run: Run, book: str) -> str:
    """The same without the slip's title, as text; the slip's id is no word of a book."""
    if not isinstance(run, BuggedRun):
        return ""
    before, slip, after = run.told.partition(run.slip.id)
    return spelled(before, book) + slip + spelled(after, book)


def spoken(record: Epoch, held: Epoch | None, notation: Notation) -> str:
    """How far the run is, in a sentence."""
    besides = f", held out {six(held.loss)}" if held else ""
    return f"Epoch {record.number}: {notation.symbol('eps').text} is {six(record.loss)}{besides}."


def image(name: str, alt: str, title: str, png: bytes | None = None) -> str:
    """A place for a picture of that name, or, with its bytes, the picture itself."""
    width = "" if png is None else f' width="{_css_width(png)}"'
    source = (
        f'data-picture="{name}"'
        if png is None
        else f'src="data:image/png;base64,{base64.b64encode(png).decode()}"'
    )
    return f'<h4>{title}</h4><img {source} alt="{escape(alt)}"{width}/>'


def _css_width(png: bytes) -> int:
    """Pixels of the page for a picture of 120 dots an inch."""
    return int.from_bytes(png[16:20], "big") * 100 // 120


def words(
    run: Run, right: float | None, watches: Sequence[Watch], notation: Notation
) -> dict[str, str]:
    """Every picture in words, by its name."""
    return {
        "main": _picture_said(run, right),
        "loss": _loss_said(run, watches, notation),
        "units": f"What each hidden unit says, after epoch {run.epoch}.",
    }


def titles(kind: str, notation: Notation) -> dict[str, str]:
    """What stands above each picture of a task of that kind."""
    return {
        "main": MAIN_TITLES.get(kind, "Output against target"),
        "loss": f"The {notation.book.terms['eps']} after each epoch",
        "units": "What each hidden unit says",
    }


def _picture_said(run: Run, right: float | None) -> str:
    kinds = {"line": "The fit of the network", "plane": "What the network answers in the plane"}
    name = kinds.get(run.task.kind, "Outputs against targets")
    share = "" if right is None else f", {100 * right:.0f} % of the rows right"
    return f"{name} after epoch {run.epoch}{share}."


def _loss_said(run: Run, watches: Sequence[Watch], notation: Notation) -> str:
    held = f", held out {six(run.held[-1].loss, 3)}" if run.held else ""
    marks = "".join(
        f"; {stop_letter(n, notation.name)} at epoch {watch.epoch}"
        for n, watch in enumerate(watches)
        if watch.epoch
    )
    first, last = run.records[0].loss, run.records[-1].loss
    beside = f" {told}." if (told := told_text(run, notation.name)) else ""
    eps = notation.symbol("eps").text
    return (
        f"{eps} from {six(first, 3)} to {six(last, 3)} in {run.epoch} epochs{held}{marks}.{beside}"
    )
