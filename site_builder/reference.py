"""What a module offers, as a page to read: its public names with signatures and docstrings."""

import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from mlpcore.views.parts.html import Node, Raw, e
from site_builder.reading import Read, said_in

AS_TYPED = re.compile(
    r"^(>>>|\s|-{3,}$)|^-{3,}$", re.MULTILINE
)  # examples, tables, NumPy's headings


def read_module(module: ModuleType) -> Read:
    """The public names of a module, each with a heading of its own."""
    name = module.__name__
    found = Read(f"Reference: {name}", headings=[(1, name, name)])
    found.pieces += [e("h1", name, id=name), *documented(module)]
    for public in sorted(module.__all__, key=str.lower):
        found.headings.append((2, public, public))
        found.pieces += [e("h2", public, id=public), *explained(public, getattr(module, public))]
    return found


def explained(name: str, thing: Any) -> Iterator[Node]:
    """How it is called, what it says of itself, and the methods that are its own."""
    if isinstance(thing, ModuleType):
        yield from documented(thing)
        return
    if not callable(thing):
        yield e("pre", f"{name}: {type(thing).__name__}")
        return
    yield e("pre", e("code", signature(name, thing)))
    yield from documented(thing)
    if inspect.isclass(thing):
        for method, function in vars(thing).items():
            if not method.startswith("_") and inspect.isfunction(function):
                yield e("h3", method)
                yield e("pre", e("code", signature(f".{method}", function)))
                yield from documented(function)


def signature(name: str, thing: Any) -> str:
    """Its name with its parameters; objects without a short form of their own are left out."""
    return name + re.sub(r" at 0x[0-9a-f]+", "", str(inspect.signature(thing)))


def documented(thing: Any) -> Iterator[Node]:
    """Its docstring: paragraphs as text, what is laid out by columns as it is typed."""
    for paragraph in (inspect.getdoc(thing) or "").split("\n\n"):
        if AS_TYPED.search(paragraph):
            yield e("pre", paragraph)
        else:
            yield Raw(said_in(paragraph))
