"""The training panel's regions of HTML, each a pure function of a run.

What one can do here: `head` says how far the run is, `stops` where criteria would have stopped
it, `layers` gives ‖δ^l‖ and ‖∇W_l‖, `code` the code table of a bottleneck, `told` how a run with a
slip does; `image` makes a place for a picture.
"""

import base64
import math
from collections.abc import Sequence
from html import escape

from mlpcore.lesson.numbers import brief, full, six
from mlpcore.lesson.runs import Code, Norms, Run, Watch
from mlpcore.lesson.what_if.bugged_runs import BuggedRun
from mlpcore.views.markup import number, place, tint

LOWEST, HIGHEST = -6.0, 1.0  # the powers of ten at the two ends of a bar
MOST_ROWS = 16


def head(run: Run, right: float | None, held_right: float | None) -> str:
    """The state of the run in a line of large numbers."""
    record, rows = run.records[-1], len(run.task.X)
    facts = [
        _fact(
            "epoch", number("epoch", (), record.number, str(record.number)), _position(run, rows)
        ),
        _fact("<i>ε</i>", number("eps", (), record.loss), _share(right, "right")),
    ]
    if run.held:
        held = number("held_eps", (), run.held[-1].loss)
        facts.append(_fact("<i>ε</i> held out", held, _share(held_right, "held_right")))
    facts.append(_fact("‖∇<i>ε</i>‖", number("gradient_norm", (), record.gradient_norm), ""))
    best = number("best_epoch", (), run.best.number, str(run.best.number))
    facts.append(_fact("lowest <i>ε</i>", number("best_eps", (), run.best.loss), f"epoch {best}"))
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


def stops(run: Run, watches: Sequence[Watch]) -> str:
    """A line for each criterion: its letter on the curve, its epoch, ε then."""
    held = "<th>held out</th>" if run.held else ""
    lines = "".join(_stop(run, n, watch) for n, watch in enumerate(watches))
    return (
        '<table class="mlp-train-table mlp-train-stops"><thead><tr><th></th>'
        "<th>would stop when</th><th>epoch</th>"
        f"<th><i>ε</i></th>{held}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _stop(run: Run, n: int, watch: Watch) -> str:
    letter = (
        f'<td><b class="mlp-train-letter" style="color:var(--mlp-{"abcde"[n % 5]})">'
        f"{chr(65 + n)}</b></td><td>{escape(watch.reason)}</td>"
    )
    cells = "<td>–</td><td></td>" + "<td></td>" * bool(run.held)
    if (epoch := watch.epoch) is not None:
        cells = f"<td>{number(f'stop_{n + 1}', (), epoch, str(epoch))}</td>"
        cells += f"<td>{number(f'stop_eps_{n + 1}', (), run.records[epoch].loss)}</td>"
        if run.held:
            cells += f"<td>{number(f'stop_held_{n + 1}', (), run.held[epoch].loss)}</td>"
    return f"<tr>{letter}{cells}</tr>"


def layers(norms: Norms, f: Sequence[str]) -> str:
    """A row a layer: the size of δ^l, and of the gradient of the weights that lead there."""
    lines = "".join(
        f"<tr><td>{l}</td><td>{escape(name)}</td>"
        f"<td>{number(f'norm_delta_{l}', (), delta)}</td><td>{_bar(delta, 'here')}</td>"
        f"<td>{number(f'norm_dW_{l - 1}', (), dW)}</td><td>{_bar(dW, 'a')}</td></tr>"
        for l, (name, delta, dW) in enumerate(zip(f, norms.delta, norms.dW, strict=True), 1)
    )
    return (
        '<table class="mlp-train-table mlp-train-norms"><thead><tr><th>layer <i>l</i></th><th></th>'
        "<th>‖<i>δ</i><sup><i>l</i></sup>‖</th><th></th>"
        "<th>‖∇<i>W</i><sub><i>l</i>−1</sub>‖</th><th></th></tr></thead>"
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


def code(found: Code, width: int) -> str:
    """What the bottleneck makes of each row: a line of numbers, the bits, and the answer."""
    units = range(1, width + 1)
    heads = "".join(f"<th><i>z</i><sup>{found.layer}</sup><sub>{j}</sub></th>" for j in units)
    lines = "".join(_code_line(found, i) for i in range(min(len(found.bits), MOST_ROWS)))
    total = len(found.bits)
    said = number("codes", (), found.different, str(found.different))
    good = number("rows_right", (), sum(found.right), str(sum(found.right)))
    return (
        f'<table class="mlp-train-table mlp-matrix mlp-train-code"><thead><tr><th>row</th>{heads}'
        f"<th>code</th><th>answer</th></tr></thead><tbody>{lines}</tbody></table>"
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


def told(run: Run) -> str:
    """How a run with a slip does against the true one; nothing for a run without."""
    if not isinstance(run, BuggedRun):
        return ""
    title, words = (escape(text[:1].upper() + text[1:]) for text in (run.slip.title, run.told))
    return f'<p class="mlp-mark mlp-mark-wrong"><strong>✗</strong> {title}. {words}.</p>'


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


def picture_said(run: Run, right: float | None) -> str:
    """The main picture in words."""
    kinds = {"line": "The fit of the network", "plane": "What the network answers in the plane"}
    name = kinds.get(run.task.kind, "Outputs against targets")
    share = "" if right is None else f", {100 * right:.0f} % of the rows right"
    return f"{name} after epoch {run.epoch}{share}."


def loss_said(run: Run, watches: Sequence[Watch]) -> str:
    """The loss curve in words."""
    held = f", held out {six(run.held[-1].loss, 3)}" if run.held else ""
    marks = "".join(f"; {chr(65 + n)} at epoch {w.epoch}" for n, w in enumerate(watches) if w.epoch)
    first, last = run.records[0].loss, run.records[-1].loss
    beside = f" {run.told}." if isinstance(run, BuggedRun) else ""
    return f"ε from {six(first, 3)} to {six(last, 3)} in {run.epoch} epochs{held}{marks}.{beside}"
