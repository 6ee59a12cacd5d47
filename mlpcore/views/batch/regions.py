"""The batch panel's regions, each a pure function from a `Trace` and a place to HTML.

`timeline` shows the places, `this_place` draws one of them, `lens` one number
with its index formula, `ledger` all that takes part. The stack of layers is in `batch_svg`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from mlpcore.lesson.batch.cells import cell, sources
from mlpcore.lesson.batch.places import Place
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import brief, minus, six
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.agreement import agreement
from mlpcore.lesson.steps.trace import Trace
from mlpcore.views.parts.lens import lens_of
from mlpcore.views.parts.markup import mathml, number
from mlpcore.views.parts.matrix import caption, matrix, outline
from mlpcore.views.parts.timeline import Tick
from mlpcore.views.parts.timeline import timeline as ticks
from mlpcore.views.parts.verdict import verdict

Selected = tuple[str, Index]


def timeline(places: Sequence[Place], at: int) -> str:
    """The samples, the mean or the sum, and the step, one tick each."""
    drawn = [
        Tick(each.section, each.short.html, each.name, f"place {n}: {each.name}")
        for n, each in enumerate(places, 1)
    ]
    return ticks(drawn, at, "Samples, mean and step")


def lens(batch: Trace, selected: Selected) -> str:
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
        self, key: str, p: int = 0, *, frame: str = "", html: str = "", transposed: bool = False,
        row: int = 0,
    ) -> str:  # fmt: skip
        """A quantity, or what sample p has of it, as a framed matrix with its name below."""
        whole, turned = self.batch.value(key), self.batch.turned(key)
        value, ahead = (whole[p - 1], (p,)) if p else (whole, ())
        symbol = self.batch.batch_notation.sample(key, p) if p else self.batch.symbol(key)
        chosen = self.selected[1][len(ahead) :] if self.selected[0] == key else None
        said = symbol.text + (" transposed" if transposed else "")
        across = transposed != turned
        table = matrix(key, value, said, self.scale(key), chosen, across, ahead, row)
        name = html or symbol.html
        if transposed:
            name = f"({name})<sup>T</sup>"
        if across:
            value = np.atleast_2d(value.T)
        framed = f" mlp-frame-{frame}" if frame else ""
        return (
            f'<figure class="mlp-factor"><div class="mlp-frame{framed}">{table}</div>'
            f"<figcaption>{caption(name, value)}</figcaption></figure>"
        )

    def scale(self, key: str) -> float:
        """The size that has the strongest tint: own gradients, sums and means share one."""
        frame, inner = Key(key).frame_and_inner
        if inner == self.key:
            key = f"own:{inner}"
        elif frame:
            key = inner
        return float(np.abs(self.batch.value(key)).max(initial=0.0))

    def number(self, key: str) -> str:
        """A single number in a line of text, with enough digits to see it change."""
        value = self.batch.number(key).value
        return number(key, (), value, minus(six(value, digits=4)))


def this_place(shown: Shown, paper: bool = False) -> str:
    """Symbol, name, words, formula, the formula with numbers, code, shapes, and what holds."""
    at = shown.at
    written = f"<i>{escape(at.formula.text)}</i>" if paper else mathml(at.formula.latex)
    body = BODIES[at.kind](shown)
    return (
        f'<h3><span class="mlp-symbol">{at.symbol.html}</span> {escape(at.name)}</h3>'
        f'<p class="mlp-words">{escape(at.words)}</p>'
        f'<div class="mlp-formula">{written}</div>{body}'
        f'<code class="mlp-code">{escape(at.code)}</code>'
        f'<p class="mlp-facts">{escape(at.shapes)}{_check(shown, paper)}</p>'
        f'<p class="mlp-facts mlp-bt-fact">{_fact(shown)}</p>'
    )


# --- one body a kind of place ---------------------------------------------------------------------


def _sample(shown: Shown) -> str:
    """z δᵀ = own; then the sum before it, and with it."""
    p, own, running = shown.at.p, f"own:{shown.key}", f"running:{shown.key}"
    share = shown.figure(own, p, frame="c")
    factors = "".join(
        shown.figure(key, p, frame=frame, transposed=n > 0)
        for n, (key, frame) in enumerate(shown.factors)
    )
    so_far = f"Σ<sub>1…{p}</sub>" if p > 1 else "Σ<sub>1</sub>"
    before = f"Σ<sub>1…{p - 1}</sub>" if p > 2 else "Σ<sub>1</sub>"
    added = shown.figure(running, p - 1, html=before) + _signed("+", share) if p > 1 else share
    added += _signed("=", shown.figure(running, p, frame="result", html=so_far))
    return _equation(factors + _signed("=", share)) + _equation(added)


def _whole(shown: Shown) -> str:
    """The own gradients of all samples, their sum, and, divided by n, the mean."""
    samples = range(1, len(shown.batch) + 1)
    first, *others = (shown.figure(f"own:{shown.key}", p, frame="c") for p in samples)
    terms = first + "".join(_signed("+", other) for other in others)
    return _equation(terms, " mlp-bt-terms") + _equation(_total(shown))


def _product(shown: Shown) -> str:
    """Zᵀ Δ = sum, or 1ᵀ Δ; divided by n, the mean."""
    notation = shown.batch.batch_notation
    *column, (row, frame) = shown.factors
    left = _sign(f"({' '.join('1' * len(shown.batch))})")
    if column:
        left = "".join(
            shown.figure(key, frame=f, html=notation.stack(key).html, transposed=True)
            for key, f in column
        )
    right = shown.figure(row, frame=frame, html=notation.stack(row).html)
    return _equation(left + right) + _equation(_total(shown))


def _total(shown: Shown) -> str:
    """= Σ, and / n = the mean where one divides."""
    summed = f"sum:{shown.key}"
    if shown.at.key == summed:
        return _signed("=", shown.figure(summed, frame="result"))
    mean = shown.figure(shown.key, frame="result")
    over = _signed(f"/ {len(shown.batch)} =", mean)
    return _signed("=", shown.figure(summed, frame="d")) + over


def _descent(shown: Shown) -> str:
    """W − η ∇W with the mean, and with the sum."""
    batch, parameter = shown.batch, shown.key[1:]
    eta = f"− {brief(batch.eta)} ·"
    rows = []
    for by, gradient, after in (
        ("mean", shown.key, f"new:{parameter}"),
        ("sum", f"sum:{shown.key}", f"new_sum:{parameter}"),
    ):
        frame = "result" if shown.at.key == after else ""
        equation = (
            shown.figure(parameter) + _signed(eta, shown.figure(gradient, frame="c"))
            + _signed("=", shown.figure(after, frame=frame))
        )  # fmt: skip
        rows.append(f'<div class="mlp-bt-by"><h4>by the {by}</h4>{_equation(equation)}</div>')
    return f'<div class="mlp-bt-steps">{"".join(rows)}</div>'


BODIES = {"sample": _sample, "whole": _whole, "product": _product, "descent": _descent}


def _equation(body: str, more: str = "") -> str:
    return f'<div class="mlp-equation{more}">{body}</div>'


def _sign(html: str) -> str:
    return f'<span class="mlp-sign">{html}</span>'


def _signed(sign: str, figure: str) -> str:
    """A matrix and the sign before it, which stay together where the line breaks."""
    return f'<div class="mlp-result">{_sign(sign)}{figure}</div>'


def _check(shown: Shown, paper: bool) -> str:
    """Whether central differences agree: of the sample's own ε, or of the mean ε."""
    batch, at = shown.batch, shown.at
    if at.kind == "descent":
        return ""
    found = agreement(batch.rows[at.p - 1], shown.key) if at.p else agreement(batch, at.key)
    return verdict(found, paper)


def _fact(shown: Shown) -> str:
    """What is easily overlooked at this place; at the step, what it does to ε."""
    if shown.at.kind != "descent":
        return escape(shown.at.fact)
    return (
        f"{shown.batch.symbol('eps').html} = {shown.number('eps')}; after a step with the mean "
        f"{shown.number('new:eps')}, with the sum {shown.number('new_sum:eps')}; "
        f"<i>n</i>·<i>η</i> = {shown.number('n_eta')}"
    )


# --- the ledger -----------------------------------------------------------------------------------


def ledger(shown: Shown) -> str:
    """All rows of z and δ, the sum, the mean, the weights and the step; later ones empty."""
    batch, at, parameter = shown.batch, shown.at, shown.key[1:]
    notation, kinds = batch.batch_notation, ("sample", "whole", "product", "descent")
    now = kinds.index(at.kind)
    entries = [
        _entry(shown, key, notation.stack(key).html, frame, row=at.p)
        for key, frame in sorted(shown.factors, key=lambda factor: factor[1])  # z before δ
    ]
    after = f"{'new' if at.by == 'mean' else 'new_sum'}:{parameter}"
    later = [
        (f"sum:{shown.key}", now > 0), (shown.key, now > 0), (parameter, True), (after, now == 3),
    ]  # fmt: skip
    for key, known in later:
        frame = "result" if key == at.key else ""
        entries.append(_entry(shown, key, batch.symbol(key).html, frame, known=known))
    return "".join(entries)


def _entry(
    shown: Shown, key: str, html: str, frame: str, *, row: int = 0, known: bool = True
) -> str:
    batch = shown.batch
    chosen = shown.selected[1] if shown.selected[0] == key else None
    value, label, across = batch.value(key), batch.symbol(key).text, batch.turned(key)
    if known:
        table = matrix(key, value, label, shown.scale(key), chosen, across, row=row)
    else:
        table = outline(batch.shown(key))
    framed = f" mlp-frame-{frame}" if frame else ""
    state = "" if known else " mlp-later"
    return (
        f'<figure class="mlp-entry mlp-frame{framed}{state}" data-entry="{escape(key)}">'
        f"<figcaption>{caption(html, batch.shown(key))}</figcaption>{table}</figure>"
    )
