"""The training panel's regions of HTML, each a pure function of a run, in the letters of a book.

`head` says how far the run is, `stops` where criteria would have stopped it, `layers` gives ‖δ^l‖
and ‖∇W_l‖, `code` the code table of a bottleneck, `told` how a run with a slip does; `spoken` says
it, `words` say the pictures; `image` makes a place for a picture.
"""

import math
from collections.abc import Sequence

from mlpcore.lesson.notation.layer_symbols import at_layer, leading_there
from mlpcore.lesson.notation.numbers import brief, six
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
from mlpcore.views.parts.html import Context, Element, Node, Raw, e, joined
from mlpcore.views.parts.markup import Place, Tint, number
from mlpcore.views.parts.svg import image as picture
from mlpcore.views.training.loss_plot import lines

LOWEST, HIGHEST = -6.0, 1.0  # the powers of ten at the two ends of a bar
MOST_ROWS = 16
MOST_UNITS = 16  # maps in a row; of a wider layer the first ones
MAIN_TITLES = {"line": "The fit", "plane": "What it answers"}


def head(run: Run, right: float | None, held_right: float | None, notation: Notation) -> Element:
    """The state of the run in a line of large numbers."""
    (record, held), best, eps = run.now, run.best, Raw(notation.symbol("eps").html)
    now, lowest = (
        number(key, (), n, str(n))
        for key, n in (("epoch", record.number), ("best_epoch", best.number))
    )
    facts = [
        _fact("epoch", now, _position(run)),
        _fact(eps, number("eps", (), record.loss), _share(right, "right")),
    ]
    if held:
        shown = number("held_eps", (), held.loss)
        facts.append(_fact((eps, " held out"), shown, _share(held_right, "held_right")))
    facts += [
        _fact(("‖∇", eps, "‖"), number("gradient_norm", (), record.gradient_norm)),
        _fact(("lowest ", eps), number("best_eps", (), best.loss), ("epoch ", lowest)),
    ]
    return e("div", facts, class_="mlp-train-facts")


def _fact(name: Node, value: Node, more: Node = None) -> Element:
    small = e("span", more, class_="mlp-train-more") if more else None
    return e("div", e("span", name), e("b", value), small, class_="mlp-train-fact")


def _position(run: Run) -> Node:
    if run.back_to is not None:
        return f"weights of epoch {run.back_to}"
    return "row ", number("row", (), run.done, str(run.done)), f" of {len(run.task.X)}"


def _share(share: float | None, key: str) -> Node:
    if share is None:
        return None
    return number(key, (), share, f"{100 * share:.0f} %"), " right"


def stops(run: Run, watches: Sequence[Watch], notation: Notation) -> Element:
    """A line for each criterion: its letter on the curve, its epoch, ε then."""
    eps = Raw(notation.symbol("eps").html)
    names: list[Node] = ["epoch", (eps, " then"), *["held out"] * bool(run.held)]
    named = [e("th", name, class_=hidden) for name in (None, "would stop when")]
    heads = named, [e("th", name) for name in names]
    stopped = [_stop(run, n, watch, notation) for n, watch in enumerate(watches)]
    body = e("thead", e("tr", heads)), e("tbody", stopped)
    kind, said = "mlp-train-table mlp-train-stops", "stopping criteria"
    return e("table", body, class_=kind, aria_label=said)


def stop_letter(n: int, book: str) -> str:
    """The letter of a criterion in a text; C and E are letters of other books too."""
    return chr(65 + n) if book == "notes" else f"({chr(65 + n)})"


def _stop(run: Run, n: int, watch: Watch, notation: Notation) -> Element:
    eps = notation.symbol("eps")
    letter: Node = eps.text if notation.name == "notes" else Raw(eps.html)
    colour = f"color:var(--mlp-{'abcde'[n % 5]})"
    named = (
        e("td", e("b", chr(65 + n), class_="mlp-train-letter", style=colour), class_=hidden),
        e("td", joined(letter, watch.reason.split("ε")), class_=hidden),
    )
    cells: list[Node]
    if (epoch := watch.epoch) is None:
        cells = ["–", None, *[None] * bool(run.held)]
    else:
        cells = [number(f"stop_{n + 1}", (), epoch, str(epoch)),
                 number(f"stop_eps_{n + 1}", (), run.records[epoch].loss)]  # fmt: skip
        if run.held:
            cells.append(number(f"stop_held_{n + 1}", (), run.held[epoch].loss))
    return e("tr", named, [e("td", cell) for cell in cells])


def hidden(context: Context) -> str:
    """What is seen in the controls beside it where there are some, and only heard here."""
    return "" if context.paper else "mlp-visually-hidden"


def layers(norms: Norms, f: Sequence[str], notation: Notation) -> Element:
    """A row a layer: the size of δ^l, and of the gradient of the weights that lead there."""
    lines = [
        _layer(notation.number("delta", l), l, name, sizes)
        for l, (name, *sizes) in enumerate(zip(f, norms.delta, norms.dW, strict=True), 1)
    ]
    delta, dW = at_layer(notation.name, "delta"), leading_there(notation.name)
    norm_of = (("‖", Raw(symbol.html), "‖") for symbol in (delta, dW))
    heads: list[Node] = [("layer ", e("i", "l")), None]
    for norm in norm_of:
        heads += [norm, None]
    said = f"‖{delta.text}‖ and ‖{dW.text}‖ of each layer"
    body = e("thead", e("tr", [e("th", name) for name in heads])), e("tbody", lines)
    return e("table", body, class_="mlp-train-table mlp-train-norms", aria_label=said)


def _layer(shown: int, l: int, name: str, sizes: Sequence[float]) -> Element:
    delta, dW = sizes
    cells = (
        str(shown), name, number(f"norm_delta_{l}", (), delta), _bar(delta, "here"),
        number(f"norm_dW_{l - 1}", (), dW), _bar(dW, "a"),
    )  # fmt: skip
    return e("tr", [e("td", cell) for cell in cells])


def _bar(value: float, colour: str) -> Element:
    """A bar on a scale of powers of ten; what is beyond an end is drawn at that end."""
    power = math.log10(value) if value > 0 and math.isfinite(value) else LOWEST
    share = min(1.0, max(0.01, (power - LOWEST) / (HIGHEST - LOWEST)))
    style = f"width:{100 * share:.1f}%;background:var(--mlp-{colour})"
    return e("span", e("span", style=style), class_="mlp-train-bar")


def code(found: Code, notation: Notation) -> Node:
    """What the bottleneck makes of each row: a line of numbers, the bits, and the answer."""
    units = range(1, found.z.shape[1] + 1)
    names = [Raw(notation.entry(f"z_{found.layer}", (j,)).html) for j in units]
    heads = [e("th", name) for name in ("row", *names, "code", "answer")]
    lines = [_code_line(found, i) for i in range(min(len(found.bits), MOST_ROWS))]
    total = len(found.bits)
    different = number("codes", (), found.different, str(found.different))
    good = number("rows_right", (), sum(found.right), str(sum(found.right)))
    table = e(
        "table", e("thead", e("tr", heads)), e("tbody", lines),
        class_="mlp-train-table mlp-matrix mlp-train-code",
        aria_label=f"the code of each row, {notation.symbol(f'z_{found.layer}').text}",
    )  # fmt: skip
    between = f" for {total} rows; right: "
    return table, e("p", "Different codes: ", different, between, good, f" of {total}.")


def _code_line(found: Code, i: int) -> Element:
    values = [
        e("td", brief(v), tint=Tint(2 * v - 1, 1), place=Place("code", (i + 1, j), v, titled=True))
        for j, v in enumerate((float(v) for v in found.z[i]), 1)
    ]  # fmt: skip
    sign, state = ("✓", "mlp-ok") if found.right[i] else ("✗", "mlp-bad")
    answer = e("span", sign, class_=state), f" {found.answer[i] + 1}"
    bits = e("td", found.bits[i], class_="mlp-train-bits")
    return e("tr", e("td", str(i + 1)), values, bits, e("td", answer))


def told(run: Run, book: str) -> Node:
    """How a run with a slip does against the true one; nothing for a run without."""
    if not isinstance(run, BuggedRun):
        return None
    lines = spelled(run.slip.title, book), told_text(run, book)
    title, words = (text[:1].upper() + text[1:] for text in lines)
    sign = e("strong", "✗")
    return e("p", sign, f" {title}. {words}.", class_="mlp-mark mlp-mark-wrong")


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


def image(name: str, said: str, title: Node, png: bytes | None = None) -> Node:
    """A place for a picture of that name, or, with its bytes, the picture itself."""
    if png is None:
        return e("h4", title), e("img", data_picture=name, alt=said)
    return e("h4", title), picture(said, "png", png, width=_css_width(png))


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
        "units": f"What each hidden unit says, after epoch {run.epoch}{left_out(run.mlp.widths)}.",
    }


def titles(run: Run, notation: Notation) -> dict[str, Node]:
    """What stands above each picture of a run."""
    return {
        "main": MAIN_TITLES.get(run.task.kind, "Output against target"),
        "loss": (f"The {notation.book.terms['eps']} after each epoch", curves(run)),
        "units": f"What each hidden unit says{left_out(run.mlp.widths)}",
    }


def left_out(widths: Sequence[int]) -> str:
    """How many units have no map for want of room; '' where all have one."""
    wide = sorted({m for m in widths[1:-1] if m > MOST_UNITS})
    return f" ({MOST_UNITS} of {', '.join(map(str, wide))} units shown)" if wide else ""


def curves(run: Run) -> Node:
    """Which line of the curve is which; nothing where there is one."""
    found = lines(run)
    if len(found) == 1:
        return None
    return [
        e("span", e("i", style=f"border-top:2px {line.border} {line.colour}"), line.name,
          class_="mlp-train-curve")
        for line in found
    ]  # fmt: skip


def _picture_said(run: Run, right: float | None) -> str:
    kinds = {"line": "The fit of the network", "plane": "What the network answers in the plane"}
    name = kinds.get(run.task.kind, "Outputs against targets")
    share = "" if right is None else f", {100 * right:.0f} % of the rows right"
    classes = f"; the classes are {', '.join(run.task.names)}" if run.task.names else ""
    return f"{name} after epoch {run.epoch}{share}{classes}."


def _loss_said(run: Run, watches: Sequence[Watch], notation: Notation) -> str:
    held = f", held out {six(run.held[-1].loss, 3)}" if run.held else ""
    marks = "".join(
        f"; {stop_letter(n, notation.name)} at epoch {watch.epoch}"
        for n, watch in enumerate(watches)
        if watch.epoch
    )
    first, last = run.records[0].loss, run.records[-1].loss
    words = told_text(run, notation.name)
    beside = f" {words[0].upper()}{words[1:]}." if words else ""
    eps = notation.symbol("eps").text
    epochs = f"{run.epoch} epoch{'s' * (run.epoch != 1)}"
    return f"{eps} from {six(first, 3)} to {six(last, 3)} in {epochs}{held}{marks}.{beside}"
