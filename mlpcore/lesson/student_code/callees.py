"""What a student's function got from others of the student's, judged first: who is to blame.

`Callees(trace, called, own)` holds the quantities that the other functions gave; of a line,
`blamed` says in words what came wrong before it, and `waiting` for what a function that failed
waits.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.slip_book.marked_walk import Mark
from mlpcore.lesson.steps.overrides import alike
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.answers import STILL
from mlpcore.lesson.student_code.call import Called
from mlpcore.lesson.student_code.marks import steps_before
from mlpcore.lesson.student_code.watch import Inner

A_LIST = "a list: later lines need an array"
COMPARE = "compare what it is given with the order of its parameters"


def key_named(name: str) -> str:
    """The key of a quantity; o is the output of a network with one hidden layer."""
    return "z_2" if name == "o" else name


class Callees:
    """The quantities that other functions gave; those named in `own` are the function's own."""

    def __init__(self, trace: Trace, called: Called, own: Collection[str]) -> None:
        self.trace, self.called = trace, called
        self.makers: Mapping[str, Inner] = {
            name: maker
            for name in called.variables
            if name not in own and _known(trace, name) and (maker := called.source(name))
        }

    @property
    def values(self) -> dict[str, object]:
        """What they gave, by name."""
        return {name: self.called.variables[name] for name in self.makers}

    def blamed(self, name: str, marks: Mapping[str, Mark]) -> str:
        """In words the first of what came before a line that is not as it should be; or ''."""
        before = [name for name in self._before(name) if name in self.makers]
        for each in before:
            maker, mark = self.makers[each], marks.get(key_named(each))
            if mark and mark.is_mistake:
                return self._misused(maker) or f"{maker.name} is not right yet ({each})"
        return next((self._listed(each) for each in before if self._listed(each)), "")

    def waiting(self, name: str, marks: Mapping[str, Mark]) -> str:
        """For what the line at which the function failed waits, if it is not to blame; or ''."""
        values, through = self.called.variables, self.called.through
        if empty := [each for each in self._before(name) if values.get(each) is ...]:
            maker = self.called.source(empty[0])
            return f"waits for {empty[0]}{f' in {maker.name}' if maker else ''}, which {STILL}"
        if not through:
            return ""
        misused = (self._misused(each) for each in self.called.inner if each.name == through)
        return self.blamed(name, marks) or next(filter(None, misused), "") or self.called.waiting

    @cached_property
    def _true(self) -> Mapping[str, Array]:
        names = {name for inner in self.called.inner for name in inner.arguments}
        known = (name for name in names if _known(self.trace, name))
        return {name: self.trace.value(key_named(name)) for name in known}

    def _before(self, name: str) -> list[str]:
        """The names of what a line can depend on, the first first."""
        before = steps_before(self.trace, key_named(name))
        return ["o" if key == key_named("o") else key for key in before]

    def _listed(self, name: str) -> str:
        """That it came as a list, where an array is needed."""
        is_list = isinstance(self.called.variables[name], list)
        return f"{self.makers[name].name} gives {name} as {A_LIST}" if is_list else ""

    def _misused(self, inner: Inner) -> str:
        """That another function gets something else than its parameters say."""
        other = listed(other_arguments(inner, self._true))
        return f"{inner.name} gets another {other} here: {COMPARE}" if other else ""


def listed(names: Collection[str]) -> str:
    """x, y and eta."""
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last


def other_arguments(inner: Inner, true: Mapping[str, object]) -> list[str]:
    """The parameters for which a function got other numbers than these."""
    shared = [name for name in inner.arguments if name in true]
    return [name for name in shared if not _is(inner.arguments[name], true[name])]


def _is(value: Any, other: Any) -> bool:
    try:
        given, true = np.asarray(value, float), np.asarray(other, float)
    except (TypeError, ValueError):
        return False
    return given.shape == true.shape and alike(given, true)


def _known(trace: Trace, name: str) -> bool:
    """Whether a name is that of a quantity of the pass."""
    try:
        trace.value(key_named(name))
    except (KeyError, ValueError):
        return False
    return True
