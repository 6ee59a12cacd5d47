"""All that one topic of the activation panel shows at one state: numbers, words and HTML.

`Presenter(topic, state, fs)` has the `values` of the topic by their keys, `words`, the regions
`step` and `ledger`, the picture's `alt`, and all of it as `text`. It asks lesson and views; it
knows no widget.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import known
from mlpcore.lesson.activation import dead_relu
from mlpcore.lesson.activation import topics as activation_words
from mlpcore.lesson.activation.activation_at_point import ActivationAtPoint
from mlpcore.lesson.activation.activation_summary import compare_activations
from mlpcore.lesson.activation.dead_relu import DeadRelu
from mlpcore.lesson.activation.topics import Told
from mlpcore.lesson.activation.unit_chain import FORMULAS, UnitChain
from mlpcore.lesson.notation.numbers import entry_of, six
from mlpcore.panels.activation_state import State
from mlpcore.views.activation import regions as view
from mlpcore.views.activation.controls import MOVED
from mlpcore.views.parts.html import Node

TINY = 1e-4  # the step of the central difference that checks a slope
CHECKED = ("slope", "letters")  # where the slope is held against an experiment

# the numbers of each topic: formulas on the right, columns of the table below
WAYS = {
    "slope": ("z", "slope", "slope_of_output"),
    "letters": ("slope", "slope_of_output", "written"),
    "difference": ("left", "right", "central"),
    "delta": ("slope", "delta"),
    "family": (),
}
COLUMNS = {
    "slope": ("z", "slope", "slope_of_output"),
    "letters": ("z", "slope", "written"),
    "difference": ("left", "central", "right", "slope"),
    "delta": ("z", "slope", "delta"),
    "family": ("z", "slope"),
}
# what each topic is about, and what a lecturer may ask for first
ANSWERS = {
    "slope": ("slope", "slope_of_output", "central"),
    "letters": ("slope", "slope_of_output", "written", "central"),
    "difference": ("left", "right", "central"),
    "delta": ("slope", "delta"),
    "layers": ("product", "delta"),
    "unit": ("slope", "delta", "dw", "db"),
    "family": ("z", "slope"),
}


@dataclass(frozen=True)
class Presenter:
    """One topic at one state, of the activations `fs`."""

    topic: str
    state: State
    fs: tuple[Activation, ...]

    @cached_property
    def look(self) -> ActivationAtPoint:
        """Every activation at this net."""
        return self.state.at_point(self.fs, self.state.s if self.topic == "difference" else TINY)

    @cached_property
    def chain(self) -> UnitChain:
        """The layers one above another."""
        return self.state.chain(self.fs)

    @cached_property
    def unit(self) -> DeadRelu:
        """The lone unit."""
        return self.state.unit(self.fs)

    # --- numbers and words ----------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Every number of the topic by its key: a number, or an array that counts from 1."""
        if self.topic == "layers":
            chain = self.chain
            return {"net": chain.net, "z": chain.z, "slope": chain.slope,
                    "product": chain.product, "delta": chain.delta}  # fmt: skip
        if self.topic == "unit":
            return {**self.unit.values, **self.unit.samples}
        given = {key: getattr(self.state, key) for key in MOVED[self.topic]}
        checked = ("central",) if self.topic in CHECKED else ()
        keys = dict.fromkeys((*COLUMNS[self.topic], *WAYS[self.topic], *checked))
        return given | {key: self.look.column(key) for key in keys}

    def number(self, key: str, index: tuple[int, ...]) -> float:
        """One number of the topic; LookupError where there is none."""
        value = np.asarray(known("quantity", key, self.values()))
        return entry_of(key, value, index)

    def words(self, asking: bool = False) -> Told:
        """Heading, sentence and line of code; while one is `asking`, a question instead."""
        if self.topic == "layers":
            told = activation_words.tell_unit_chain(self.chain)
        elif self.topic == "unit":
            told = activation_words.tell_unit(self.unit)
        else:
            told = activation_words.tell_activation(self.look, self.topic)
        return activation_words.asked(told, self.topic) if asking else told

    def text(self) -> str:
        """The topic in the letters of the notes: heading, sentence and numbers."""
        words = self.words()
        head = [f"{words.name[:1].upper()}{words.name[1:]}.", words.sentence]
        if self.topic == "family":
            return "\n".join([*head, str(compare_activations(*self.fs))])
        return "\n".join([*head, *(f"  {line}" for line in self._lines())])

    def _lines(self) -> list[str]:
        """Every number of the topic, six digits at most."""
        names = [f.name for f in self.fs]
        lines = []
        for key, value in self.values().items():
            array = np.asarray(value)
            if not array.ndim:
                lines.append(f"{key} = {six(float(array))}")
            elif self.topic in COLUMNS:
                pairs = (f"{name} {six(v)}" for name, v in zip(names, array, strict=True) if v == v)
                lines.append(f"{key}: {', '.join(pairs)}")
            else:
                lines.append(f"{key} = [{', '.join(map(six, array))}]")
        return lines

    # --- regions --------------------------------------------------------------------------------

    def step(self, asking: bool = False) -> Node:
        """Heading, sentence, formulas with their numbers, and the line of code."""
        words = self.words(asking)
        if self.topic == "layers":
            return view.told(words, None), view.formulas(FORMULAS), view.code(words)
        if self.topic == "unit":
            shown = view.formulas(dead_relu.FORMULAS), view.lone(self.unit.values)
            return view.told(words, None), shown, view.code(words)
        look = self.look
        formula = None if self.topic in ("letters", "family") else look.definition
        slip = view.letters(look.slip) if self.topic == "letters" else None
        verdict = view.verdict(look) if self.topic in CHECKED else None
        rows = view.ways([look.way(key) for key in WAYS[self.topic]], (look.at + 1,))
        return view.told(words, formula), slip, rows, view.code(words, verdict)

    def ledger(self) -> Node:
        """The table of numbers."""
        if self.topic == "layers":
            return view.by_place(self.values(), "layer", reverse=True)
        if self.topic == "unit":
            return view.by_place(self.unit.samples, "sample")
        if self.topic == "family":
            return view.family(self.look, self.fs)
        return view.by_activation(self.look, COLUMNS[self.topic])

    def lens(self, selected: tuple[str, tuple[int, ...]] | None) -> Node:
        """One number with all its digits; nothing where none is looked at."""
        return view.lens(*selected, self.number(*selected)) if selected else None

    # --- the picture ----------------------------------------------------------------------------

    @property
    def picture(self) -> str:
        """The name of the topic's picture."""
        return {"layers": "chain", "unit": "unit", "family": "family"}.get(self.topic, "curve")

    def drawn(self) -> tuple[Any, ...]:
        """What the topic's picture shows."""
        if self.topic == "layers":
            return (self.chain,)
        if self.topic == "unit":
            return self.unit, self.state.errors
        return (self.look,) if self.topic == "family" else (self.look, self.topic)

    def alt(self, asking: bool = False) -> str:
        """The picture in words, and, unless one is asking for them, in numbers."""
        if self.topic == "layers":
            return view.alt_of_chain(self.chain, asking)
        if self.topic == "unit":
            return view.alt_of_unit(self.unit, asking)
        return view.alt_of_curve(self.look, asking, alone=self.topic != "family")
