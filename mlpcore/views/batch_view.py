"""The batch panel's regions, each a pure function from a `Batch` and a place to HTML.

What one can do here: `timeline` shows the places, `this_place` draws one of them, `lens` one number
with its index formula, `ledger` all that takes part. The stack of layers is in `batch_svg`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.batch import Batch
from mlpcore.lesson.batch_cells import cell, sources
from mlpcore.lesson.batch_words import Place
from mlpcore.lesson.notation import Index, split_frame, split_key
from mlpcore.lesson.numbers import brief, minus, six
from mlpcore.lesson.tape import agreement
from mlpcore.views import step_view
from mlpcore.views.markup import mathml, number
from mlpcore.views.matrix import caption, matrix, outline
from mlpcore.views.ticks import Tick
from mlpcore.views.ticks import timeline as ticks

Selected = tuple[str, Index]


def timeline(places: Sequence[Place], at: int) -> str:
    """The samples, the mean or the sum, and the step, one tick each."""
    drawn = [
        Tick(each.section, each.symbol.html, each.name, f"place {n}: {each.name}")
        for n, each in enumerate(places, 1)
    ]
    return ticks(drawn, at, "Samples, mean and step")


def lens(batch: Batch, selected: Selected) -> str:
    """One number: its index formula over the samples, and its sources marked."""
    shown = cell(batch, *selected)
    return step_view.lens_of(shown, batch.notation, sources(shown))


@dataclass(frozen=True)
class Shown:
    """What is shown: one gradient of a batch, at one place, with one number under the lens."""

    batch: Batch
    key: str
    at: Place
    selected: Selected

    @property
    def z(self) -> str:
        """The key of the z^l that the gradient is made of."""
        return self.batch.z_key(split_key(self.key)[1] or 0)

    @property
    def delta(self) -> str:
        """The key of its δ^{l+1}."""
        return f"delta_{(split_key(self.key)[1] or 0) + 1}"

    @property
    def of_weights(self) -> bool:
        """Whether it is a ∇W; else it is a ∇b."""
        return self.key.startswith("dW")

    def figure(
        self, key: str, p: int = 0, *, frame: str = "", html: str = "", transposed: bool = False,
        row: int = 0,
    ) -> str:  # fmt: skip
        """A quantity, or what sample p has of it, as a framed matrix with its name below."""
        whole = self.batch.value(key)
        value, ahead = (whole[p - 1], (p,)) if p else (whole, ())
        symbol = self.batch.notation.sample(key, p) if p else self.batch.symbol(key)
        chosen = self.selected[1][len(ahead) :] if self.selected[0] == key else None
        said = symbol.text + (" transposed" if transposed else "")
        table = matrix(key, value, said, self.scale(key), chosen, transposed, ahead, row)
        name = html or symbol.html
        if transposed:
            name, value = f"({name})<sup>T</sup>", np.atleast_2d(value.T)
        framed = f" mlp-frame-{frame}" if frame else ""
        return (
            f'<figure class="mlp-factor"><div class="mlp-frame{framed}">{table}</div>'
            f"<figcaption>{caption(name, value)}</figcaption></figure>"
        )

    def scale(self, key: str) -> float:
        """The size that has the strongest tint: own gradients, sums and means share one."""
        frame, inner = split_frame(key)
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
    factors = shown.figure(shown.delta, p, frame="b", transposed=shown.of_weights)
    if shown.of_weights:
        factors = shown.figure(shown.z, p, frame="a") + factors
    so_far = f"Σ<sub>1…{p}</sub>" if p > 1 else "Σ<sub>1</sub>"
    before = f"Σ<sub>1…{p - 1}</sub>" if p > 2 else "Σ<sub>1</sub>"
    sum_before = shown.figure(running, p - 1, html=before) + _sign("+") if p > 1 else ""
    added = sum_before + share + _sign("=") + shown.figure(running, p, frame="result", html=so_far)
    return _equation(factors + _sign("=") + share) + _equation(added)


def _whole(shown: Shown) -> str:
    """The own gradients of all samples, their sum, and, divided by n, the mean."""
    samples = range(1, len(shown.batch) + 1)
    terms = _sign("+").join(shown.figure(f"own:{shown.key}", p, frame="c") for p in samples)
    return _equation(terms, " mlp-bt-terms") + _equation(_total(shown))


def _product(shown: Shown) -> str:
    """Zᵀ Δ = sum, or 1ᵀ Δ; divided by n, the mean."""
    notation = shown.batch.notation
    delta = shown.figure(shown.delta, frame="b", html=notation.stack(shown.delta).html)
    if shown.of_weights:
        Z = notation.stack(shown.z).html
        left = shown.figure(shown.z, frame="a", html=Z, transposed=True)
    else:
        left = _sign(f"({' '.join('1' * len(shown.batch))})")
    return _equation(left + delta) + _equation(_total(shown))


def _total(shown: Shown) -> str:
    """= Σ, and / n = the mean where one divides."""
    summed = f"sum:{shown.key}"
    if shown.at.key == summed:
        return _sign("=") + shown.figure(summed, frame="result")
    over = _sign(f"/ {len(shown.batch)} =")
    return (
        _sign("=")
        + shown.figure(summed, frame="d")
        + over
        + shown.figure(shown.key, frame="result")
    )


def _descent(shown: Shown) -> str:
    """W − η ∇W with the mean, and with the sum."""
    batch, parameter = shown.batch, shown.key[1:]
    eta = _sign(f"− {brief(batch.eta)} ·")
    rows = []
    for by, gradient, after in (
        ("mean", shown.key, f"new:{parameter}"),
        ("sum", f"sum:{shown.key}", f"new_sum:{parameter}"),
    ):
        frame = "result" if shown.at.key == after else ""
        equation = (
            shown.figure(parameter) + eta + shown.figure(gradient, frame="c") + _sign("=")
            + shown.figure(after, frame=frame)
        )  # fmt: skip
        rows.append(f'<div class="mlp-bt-by"><h4>by the {by}</h4>{_equation(equation)}</div>')
    return f'<div class="mlp-bt-steps">{"".join(rows)}</div>'


BODIES = {"sample": _sample, "whole": _whole, "product": _product, "descent": _descent}


def _equation(body: str, more: str = "") -> str:
    return f'<div class="mlp-equation{more}">{body}</div>'


def _sign(html: str) -> str:
    return f'<span class="mlp-sign">{html}</span>'


def _check(shown: Shown, paper: bool) -> str:
    """Whether central differences agree: of the sample's own ε, or of the mean ε."""
    batch, at = shown.batch, shown.at
    if at.kind == "descent":
        return ""
    found = agreement(batch.rows[at.p - 1], shown.key) if at.p else agreement(batch, at.key)
    return step_view.verdict(found, paper)


def _fact(shown: Shown) -> str:
    """What is easily overlooked at this place; at the step, what it does to ε."""
    if shown.at.kind != "descent":
        return escape(shown.at.fact)
    return (
        f"<i>ε</i> = {shown.number('eps')}; after a step with the mean "
        f"{shown.number('new:eps')}, with the sum {shown.number('new_sum:eps')}; "
        f"<i>n</i>·<i>η</i> = {shown.number('n_eta')}"
    )


# --- the ledger -----------------------------------------------------------------------------------


def ledger(shown: Shown) -> str:
    """All rows of z and δ, the sum, the mean, the weights and the step; later ones empty."""
    batch, at, parameter = shown.batch, shown.at, shown.key[1:]
    notation, kinds = batch.notation, ("sample", "whole", "product", "descent")
    now = kinds.index(at.kind)
    rows = [(shown.z, "a"), (shown.delta, "b")] if shown.of_weights else [(shown.delta, "b")]
    entries = [_entry(shown, key, notation.stack(key).html, frame, row=at.p) for key, frame in rows]
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
    value: Array = shown.batch.value(key)
    chosen = shown.selected[1] if shown.selected[0] == key else None
    label = shown.batch.symbol(key).text
    table = (
        matrix(key, value, label, shown.scale(key), chosen, row=row) if known else outline(value)
    )
    framed = f" mlp-frame-{frame}" if frame else ""
    state = "" if known else " mlp-later"
    return (
        f'<figure class="mlp-entry mlp-frame{framed}{state}" data-entry="{escape(key)}">'
        f"<figcaption>{caption(html, value)}</figcaption>{table}</figure>"
    )
