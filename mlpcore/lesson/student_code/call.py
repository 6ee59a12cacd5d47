"""A student's function, called so that nothing can break: on copies, and what it says is kept.

`call(function, mlp, fwd, y)` gives a `Called`: what came back, or in words which exception was
raised in which line, what its variables were at its end, which other functions of the student's it
called, and which arrays were changed on the way.
"""

import linecache
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import Forward
from mlpcore.lesson.student_code.error_hints import hint
from mlpcore.lesson.student_code.watch import Inner, Watch, code_of
from mlpcore.network import MLP

Function = Callable[..., object]
LONGEST = 160  # letters of an exception's message
LONGEST_LINE = 80  # of the line that raised it


@dataclass(frozen=True)
class Called:
    """What came of a call: a result, or in words why there is none; `changed` names arrays.

    `variables` are those of the function at its end, as far as it came; `inner` are its calls of
    other functions of the student's, and `through` is the name of that in which it failed, if any.
    """

    result: object
    failed: str = ""
    changed: tuple[str, ...] = ()
    variables: Mapping[str, object] = field(default_factory=dict)
    through: str = ""
    inner: tuple[Inner, ...] = ()

    def source(self, name: str) -> Inner | None:
        """The other function of the student's from which that variable came, if one gave it."""
        value = self.variables.get(name)
        return next((each for each in self.inner if each.gave(name, value)), None)

    @property
    def waiting(self) -> str:
        """In words that another function is to blame, if one is."""
        return f"waits for {self.through}, which fails: see its own verdict" * bool(self.through)


@quiet
def call(function: Function, *arguments: object, names: Iterable[str] = ()) -> Called:
    """Call on copies of the arguments; `names` are what they are called in words.

    Whatever is raised, but for an interrupt from the keyboard, comes back in words.
    """
    given, watch = [*map(_copied, arguments)], Watch(function)
    result, failed, through = None, "", ""
    try:
        with watch:
            result = function(*given)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a student's code may even leave by `exit()`
        try:
            failed = _said(error, function, watch.variables)
        except Exception:  # which may be raised by what it says, too
            failed = f"{type(error).__name__}, whose message cannot be read"
        through = _through(error, function)
    changed, inner = _changed(names, arguments, given), tuple(watch.inner)
    return Called(result, failed, changed, watch.variables, through, inner)


def named_function(function: object, expected: str) -> str:
    """What a function is called, for a sentence; TypeError for what is no function."""
    if not callable(function):
        raise TypeError(f"expected a function {expected}, not {function!r:.60}")
    return _function_name(function)


def _function_name(function: Function) -> str:
    inner = getattr(function, "func", function)  # what functools.partial holds
    name = getattr(inner, "__name__", "") or type(inner).__name__
    return "your function" if name == "<lambda>" else name


def _copied(argument: object) -> object:
    """A copy to work on; activations and losses are rules, and stay the same objects."""
    if isinstance(argument, MLP):
        return argument.copy()
    if isinstance(argument, Forward | np.ndarray):
        return deepcopy(argument)
    return argument


def _changed(
    names: Iterable[str], before: Iterable[object], after: Iterable[object]
) -> tuple[str, ...]:
    """The names of all arrays that are not as they were."""
    found = []
    for name, old, new in zip(names, before, after, strict=False):
        now = dict(_arrays(name, new))
        for place, array in _arrays(name, old):
            if place not in now or not _same(array, now[place]):
                found.append(place)
    return tuple(found)


def _arrays(name: str, argument: Any) -> Iterator[tuple[str, object]]:
    """Every array of an argument with its name: mlp.W[0], fwd.z[1], y."""
    if isinstance(argument, MLP):
        lists = {part: getattr(argument, part, None) for part in ("W", "b")}  # or None, or gone
    elif isinstance(argument, Forward):
        lists = {"net": argument.net, "z": argument.z}
    else:
        lists = {}
        if isinstance(argument, np.ndarray):
            yield name, argument
    for part, arrays in lists.items():
        listed = arrays if isinstance(arrays, list) else []
        yield from ((f"{name}.{part}[{l}]", a) for l, a in enumerate(listed) if a is not None)


def _same(old: object, new: object) -> bool:
    if not isinstance(new, np.ndarray) or new.dtype.kind != "f":
        return False
    return np.array_equal(np.asarray(old), new, equal_nan=True)


def _said(error: BaseException, function: Function, variables: Mapping[str, object]) -> str:
    """Type, line and message of an exception: no paths, no addresses, the same text again; and,
    where that is known, what it means.
    """
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(str(error).split()))
    if sizes := re.search(r"matmul: .*(\(size .*\))", text):
        text = f"the shapes do not fit {sizes[1]}"
    message = f": {text[:LONGEST]}" if text else ""
    number, source = _line(error.__traceback__, function)
    where = f" in line {number}" if number else ""
    shown = f", `{source[:LONGEST_LINE]}`" if source else ""
    code = code_of(function)
    given = code.co_varnames[: code.co_argcount] if code else ()
    meaning = hint(error, source, variables, given)
    return f"{type(error).__name__}{where}{shown}{message}{f'; {meaning}' if meaning else ''}"


def _line(trace: TracebackType | None, function: Function) -> tuple[int, str]:
    """The last line of the student's own code that was reached, by number and as text."""
    own, at = getattr(code_of(function), "co_filename", ""), (0, "")
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == own:
            at = trace.tb_lineno, linecache.getline(own, trace.tb_lineno).strip()
        trace = trace.tb_next
    return at


def _through(error: BaseException, function: Function) -> str:
    """The name of another function of the same notebook or module in which it failed, if any."""
    trace, code, own = error.__traceback__, code_of(function), list[FrameType]()
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code is code or (own and frame.f_globals is own[0].f_globals):
            own.append(frame)
        trace = trace.tb_next
    called = (frame.f_code.co_name for frame in own[1:])
    return next((name for name in called if not name.startswith("<")), "")
