"""The source of what computes a formula, to be shown under it.

`show(mlpcore.MLP.forward)` prints a function or class of the package as it stands, without its
docstring; `show(mlpcore.sigmoid)` the block of rules that makes it.
"""

import ast
import inspect
import re
from textwrap import dedent
from types import ModuleType
from typing import Any

from mlpcore import activations, losses
from mlpcore.activations import Activation
from mlpcore.losses import Loss


def show(thing: object) -> None:
    """Print the source of a function, a class, an activation or a loss of `mlpcore`.

    TypeError for what has no source.
    """
    print(source(thing))  # noqa: T201  -- printing is what it is for


def source(thing: object) -> str:
    """The source as it stands, dedented and without docstrings; TypeError where there is none."""
    if isinstance(thing, Activation):
        return _block(activations, thing)
    if isinstance(thing, Loss):
        return _block(losses, thing)
    function: Any = getattr(thing, "fget", thing)  # a property is its function
    try:
        return _for_reading(_without_docstrings(dedent(inspect.getsource(function)).rstrip()))
    except (TypeError, OSError, SyntaxError):  # a lambda may begin in the middle of a line
        expected = "a function or class that has a source"
        raise TypeError(f"show takes {expected}, not {thing!r:.60}") from None


def _block(module: ModuleType, thing: Activation | Loss) -> str:
    """The lines of a module that give this object its name."""
    text = inspect.getsource(module)
    for node in ast.parse(text).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and getattr(module, target.id) is thing:
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            return _for_reading("\n".join(lines))
    raise TypeError(f"{thing.name!r} is not made in mlpcore: it has no source to show")


def _without_docstrings(text: str) -> str:
    """The source without the docstrings in it, and without the gaps that they leave."""
    lines: list[str | None] = [*text.splitlines()]
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or len(node.body) == 1:
            continue
        if ast.get_docstring(node) is not None:
            first, last = node.body[0].lineno - 1, node.body[0].end_lineno or 0
            if last < len(lines) and not lines[last]:
                last += 1
            lines[first:last] = [None] * (last - first)
    return "\n".join(line for line in lines if line is not None)


def _for_reading(text: str) -> str:
    """The source without the comments that are there for tools."""
    return re.sub(r"  # (fmt: |noqa|type: ignore).*", "", text)
