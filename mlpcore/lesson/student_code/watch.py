"""What a student's function called, and what came of it, while it ran.

`Watch(function)` is a context; afterwards it holds the function's own variables as it ended, and
every `Inner` call of another function of the same notebook or module.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import CodeType, FrameType, TracebackType
from typing import Any, Self


@dataclass(eq=False)
class Inner:
    """One call of another function: it, what it got by name, its variables, what it gave."""

    function: Callable[..., object]
    arguments: Mapping[str, object]
    variables: Mapping[str, object] = field(default_factory=dict)
    result: object = None

    @property
    def name(self) -> str:
        """What the function is called."""
        return self.function.__name__

    def gave(self, name: str, value: object) -> bool:
        """Whether the value of that name is of its making, by what it returned or calls so."""
        if name not in self.arguments and self.variables.get(name) is value:
            return True
        parts = self.result if isinstance(self.result, tuple) else (self.result,)
        return value is not ... and any(each is value for each in parts)


class Watch:
    """Watch a function run: its `variables` at its end, and its `inner` calls in their order."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.code = code_of(function)
        self.variables: Mapping[str, object] = {}
        self.inner: list[Inner] = []
        self._running: dict[FrameType, Inner] = {}

    def __enter__(self) -> Self:
        self._before = sys.getprofile()
        sys.setprofile(self._saw)
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        sys.setprofile(self._before)
        self._running.clear()

    def _saw(self, frame: FrameType, event: str, result: object) -> None:
        """Python calls this at each beginning and end of a call."""
        if event == "call" and self._is_inner(frame):
            function = frame.f_globals[frame.f_code.co_name]
            self.inner.append(Inner(function, dict(frame.f_locals)))
            self._running[frame] = self.inner[-1]
        elif event == "return" and frame in self._running:
            made = self._running.pop(frame)
            made.variables, made.result = dict(frame.f_locals), result
        elif event == "return" and frame.f_code is self.code:
            self.variables = dict(frame.f_locals)

    def _is_inner(self, frame: FrameType) -> bool:
        """Whether the function itself calls another function there."""
        caller = frame.f_back
        if caller is None or caller.f_code is not self.code:
            return False
        named = frame.f_globals.get(frame.f_code.co_name)
        return getattr(named, "__code__", None) is frame.f_code


def code_of(function: Any) -> CodeType | None:
    """The code of a function, of what a partial holds, or of an object that can be called."""
    inner = getattr(function, "func", function)
    return getattr(inner, "__code__", None) or getattr(type(inner).__call__, "__code__", None)
