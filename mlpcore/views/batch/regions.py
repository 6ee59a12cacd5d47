"""The batch panel's regions, each a pure function from a `Trace` and a place to HTML.

`timeline` shows the places, `this_place` draws one of them, `lens` one number with its index
formula, `ledger` all that takes part; `LAYOUT` is where the regions stand. The stack of layers is
in `stack`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpcore.lesson.batch.cells import cell, sources
from mlpcore.lesson.batch.places import Place
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import brief, minus, six
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.agreement import agreement
from mlpcore.lesson.steps.trace import Trace
from mlpcore.views.parts.html import Element, Node, Raw, e, nodes
from mlpcore.views.parts.lens import lens_of
from mlpcore.views.parts.markup import formula, number
from mlpcore.views.parts.matrix import caption, entry, factor, matrix, outline
from mlpcore.views.parts.page import CONTROLS, region
from mlpcore.views.parts.timeline import Tick
from mlpcore.views.parts.timeline import timeline as ticks
from mlpcore.views.parts.verdict import verdict

Selected = tuple[str, Index]

LAYOUT = (
    region("timeline"),
    CONTROLS,
    e(
        "div",
        e("div", region("stack", "mlp-bt-stack"), region("lens"), class_="mlp-bt-left"),
        e(
            "div",
            region("place", "mlp-region-step mlp-bt-place"),
            region("ledger", "mlp-region-ledger mlp-bt-ledger"),
            class_="mlp-right",
        ),
        class_="mlp-stage",
    ),
)  # fmt: skip


def timeline(places: Sequence[Place], at: int) -> Element:
    """The samples, the mean or the sum, and the step, one tick each."""
    drawn = [
        Tick(each.section, nodes(each.short.html), each.name, f"place {n}: {each.name}")
        for n, each in enumerate(places, 1)
    ]
    return ticks(drawn, at, "Samples, mean and step")


def lens(batch: Trace, selected: Selected) -> Element:
    """One number: its index formula over the samples, and its sources marked."""
    shown = cell(batch, *selected)
    return lens_of(shown, batch.batch_notation, sources(shown))


@dataclass(frozen=True)
class Shown:
    """What is shown: one gradient of a batch, at one place, with one number under the lens."""

    batch: Trace
    key: str
    at: Place
    selected: Selected

    @property
    def z(self) -> str:
        """The key of the z^l that the gradient is made of."""
        return self.batch.z_key(Key(self.key).l)

    @property
    def delta(self) -> str:
        """The key of its δ^{l+1}."""
        return f"delta_{(Key(self.key).l) + 1}"

    @property
    def factors(self) -> list[tuple[str, str]]:
        """The keys of z and δ with their frames, the column of the outer product first; or of δ."""
        if not self.of_weights:
            return [(self.delta, "b")]
        factors = [(self.z, "a"), (self.delta, "b")]
        return factors[::-1] if self.batch.turned(self.key) else factors

    @property
    def of_weights(self) -> bool:
        """Whether it is a ∇W; else it is a ∇b."""
        return self.key.startswith("dW")

    def figure(
        self, key: str, p: int = 0, *, frame: str = "", named: Raw | None = None,
        transposed: bool = False, row: int = 0,
    ) -> Element:  # fmt: skip
        """A quantity, or what sample p has of it, as a framed matrix with its name below."""
        whole, turned = self.batch.value(key), self.batch.turned(key)
        value, ahead = (whole[p - 1], (p,)) if p else (whole, ())
        symbol = self.batch.batch_notation.sample(key, p) if p else self.batch.symbol(key)
        chosen = self.selected[1][len(ahead) :] if self.selected[0] == key else None
        said = symbol.text + (" transposed" if transposed else "")
        across = transposed != turned
        table = matrix(key, value, said, self.scale(key), chosen, across, ahead, row)
        name = named or Raw(symbol.html)
        if transposed:
            name = Raw(f"({name})<sup>T</sup>")
        if across:
            value = np.atleast_2d(value.T)
        return factor(table, caption(name, value), frame)

    def scale(self, key: str) -> float:
        """The size that has the strongest tint: own gradients, sums and means share one."""
        frame, inner = Key(key).frame_and_inner
        if inner == self.key:
            key = f"own:{inner}"
        elif frame:
            key = inner
        return float(np.abs(self.batch.value(key)).max(initial=0.0))

    def number(self, key: str) -> Element:
        """A single number in a line of text, with enough digits to see it change."""
        value = self.batch.number(key).value
        return number(key, (), value, minus(six(value, digits=4)))


def this_place(shown: Shown) -> Node:
    """Symbol, name, words, formula, the formula with numbers, code, shapes, and what holds."""
    at = shown.at
    return (
        e("h3", e("span", Raw(at.symbol.html), class_="mlp-symbol"), " ", at.name),
        e("p", at.words, class_="mlp-words"),
        e("div", formula(*at.formula), class_="mlp-formula"),
        BODIES[at.kind](shown),
        e("code", at.code, class_="mlp-code"),
        e("p", at.shapes, _check(shown), class_="mlp-facts"),
        e("p", _fact(shown), class_="mlp-facts mlp-bt-fact"),
    )


# --- one body a kind of place ---------------------------------------------------------------------


def _sample(shown: Shown) -> Node:
    """z δᵀ = own; then the sum before it, and with it."""
    p, own, running = shown.at.p, f"own:{shown.key}", f"running:{shown.key}"
    share = shown.figure(own, p, frame="c")
    factors = [
        shown.figure(key, p, frame=frame, transposed=n > 0)
        for n, (key, frame) in enumerate(shown.factors)
    ]
    added: list[Node] = [share]
    if p > 1:
        before = shown.figure(running, p - 1, named=_so_far(p - 1))
        added = [before, _signed("+", share)]
    added.append(_signed("=", shown.figure(running, p, frame="result", named=_so_far(p))))
    return _equation(factors, _signed("=", share)), _equation(added)


def _so_far(p: int) -> Raw:
    """The sum as far as sample p."""
    return Raw(f"Σ<sub>{f'1…{p}' if p > 1 else '1'}</sub>")


def _whole(shown: Shown) -> Node:
    """The own gradients of all samples, their sum, and, divided by n, the mean."""
    samples = range(1, len(shown.batch) + 1)
    first, *others = (shown.figure(f"own:{shown.key}", p, frame="c") for p in samples)
    terms = first, [_signed("+", other) for other in others]
    return _equation(terms, more=" mlp-bt-terms"), _equation(_total(shown))


def _product(shown: Shown) -> Node:
    """Zᵀ Δ = sum, or 1ᵀ Δ; divided by n, the mean."""
    notation = shown.batch.batch_notation
    *column, (row, frame) = shown.factors

    def figure(key: str, frame: str, transposed: bool = False) -> Element:
        named = Raw(notation.stack(key).html)
        return shown.figure(key, frame=frame, named=named, transposed=transposed)

    left: Node = [figure(key, f, transposed=True) for key, f in column]
    if not column:
        left = _sign(f"({' '.join('1' * len(shown.batch))})")
    return _equation(left, figure(row, frame)), _equation(_total(shown))


def _total(shown: Shown) -> Node:
    """= Σ, and / n = the mean where one divides."""
    summed = f"sum:{shown.key}"
    if shown.at.key == summed:
        return _signed("=", shown.figure(summed, frame="result"))
    mean = shown.figure(shown.key, frame="result")
    over = _signed(f"/ {len(shown.batch)} =", mean)
    return _signed("=", shown.figure(summed, frame="d")), over


def _descent(shown: Shown) -> Node:
    """W − η ∇W with the mean, and with the sum."""
    batch, parameter = shown.batch, shown.key[1:]
    eta = f"− {brief(batch.eta)} ·"
    rows = []
    for by, gradient, after in (
        ("mean", shown.key, f"new:{parameter}"),
        ("sum", f"sum:{shown.key}", f"new_sum:{parameter}"),
    ):
        frame = "result" if shown.at.key == after else ""
        equation = _equation(
            shown.figure(parameter), _signed(eta, shown.figure(gradient, frame="c")),
            _signed("=", shown.figure(after, frame=frame)),
        )  # fmt: skip
        rows.append(e("div", e("h4", f"by the {by}"), equation, class_="mlp-bt-by"))
    return e("div", rows, class_="mlp-bt-steps")


BODIES = {"sample": _sample, "whole": _whole, "product": _product, "descent": _descent}


def _equation(*body: Node, more: str = "") -> Element:
    return e("div", *body, class_=f"mlp-equation{more}")


def _sign(text: str) -> Element:
    return e("span", text, class_="mlp-sign")


def _signed(sign: str, figure: Node) -> Element:
    """A matrix and the sign before it, which stay together where the line breaks."""
    return e("div", _sign(sign), figure, class_="mlp-result")


def _check(shown: Shown) -> Node:
    """Whether central differences agree: of the sample's own ε, or of the mean ε."""
    batch, at = shown.batch, shown.at
    if at.kind == "descent":
        return None
    found = agreement(batch.rows[at.p - 1], shown.key) if at.p else agreement(batch, at.key)
    return verdict(found)


def _fact(shown: Shown) -> Node:
    """What is easily overlooked at this place; at the step, what it does to ε."""
    if shown.at.kind != "descent":
        return shown.at.fact
    return (
        Raw(shown.batch.symbol("eps").html), " = ", shown.number("eps"),
        "; after a step with the mean ", shown.number("new:eps"),
        ", with the sum ", shown.number("new_sum:eps"),
        "; ", e("i", "n"), "·", e("i", "η"), " = ", shown.number("n_eta"),
    )  # fmt: skip


# --- the ledger -----------------------------------------------------------------------------------


def ledger(shown: Shown) -> Node:
    """All rows of z and δ, the sum, the mean, the weights and the step; later ones empty."""
    batch, at, parameter = shown.batch, shown.at, shown.key[1:]
    notation, kinds = batch.batch_notation, ("sample", "whole", "product", "descent")
    now = kinds.index(at.kind)
    entries = [
        _entry(shown, key, Raw(notation.stack(key).html), frame, row=at.p)
        for key, frame in sorted(shown.factors, key=lambda factor: factor[1])  # z before δ
    ]
    after = f"{'new' if at.by == 'mean' else 'new_sum'}:{parameter}"
    later = [
        (f"sum:{shown.key}", now > 0), (shown.key, now > 0), (parameter, True), (after, now == 3),
    ]  # fmt: skip
    for key, known in later:
        frame = "result" if key == at.key else ""
        entries.append(_entry(shown, key, Raw(batch.symbol(key).html), frame, known=known))
    return entries


def _entry(
    shown: Shown, key: str, symbol: Raw, frame: str, *, row: int = 0, known: bool = True
) -> Element:
    batch = shown.batch
    chosen = shown.selected[1] if shown.selected[0] == key else None
    value, label, across = batch.value(key), batch.symbol(key).text, batch.turned(key)
    table: Node
    if known:
        table = matrix(key, value, label, shown.scale(key), chosen, across, row=row)
    else:
        table = outline(batch.shown(key))
    return entry(key, caption(symbol, batch.shown(key)), table, frame, known=known)
