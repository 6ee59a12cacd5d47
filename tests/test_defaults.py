"""What an argument is that nobody gives, in all functions of the mathematics and the lesson."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import numpy as np

import mlpcore

ABOVE = ("mlpcore.views", "mlpcore.panels", "mlpcore.commands", "mlpcore.compiled")
MODULES = [
    each.name for each in walk_packages(mlpcore.__path__, "mlpcore.")
    if not each.name.startswith(ABOVE)
]  # fmt: skip
SAME = {  # wherever a function has an argument of that name
    "eta": 0.5, "seed": 0, "shuffle": True, "named": False, "notation": "notes", "scale": 1.0,
    "batch_size": 1, "step": 1e-6, "n": 200, "index": (), "part": "both", "paper": "a4",
    "formulas": True, "force": False, "level": 3, "p": 0, "dtype": np.float64,
}  # fmt: skip
BUT = {  # where it is another there, and why
    ("bottlenecks", "eta"): 5.0,  # eight rows: they learn it no faster
    ("Program._call", "eta"): 0.0,  # no step at all
    ("Task", "batch_size"): 10, ("Settings", "batch_size"): 10,  # seen on a screen
    ("xor_network", "seed"): 6,  # one that learns XOR
    ("gradient_experiment", "step"): 1e-5,  # where float64 is at its best
    ("ActivationAtPoint", "step"): 1e-4,
    ("wave", "n"): 100, ("encoder", "n"): 8, ("bottlenecks", "n"): 8,
    ("hint", "level"): 1,  # a hint's own levels
    ("Probe", "dtype"): "float64", ("gradient_experiment", "dtype"): "float64",  # chosen in a menu
    ("Entry", "named"): {}, ("_entry", "named"): None,  # slips, by name
}  # fmt: skip
UNEVEN = {("spirals", "turns"): 1.5, ("DeadRelu", "w"): 1.5, ("Net", "radius"): 13,
          ("_steps_of_an_epoch", "rows"): 150}  # fmt: skip


def defaults() -> Iterator[tuple[str, str, Any]]:
    """Each function or class that has defaults, the name of the argument, and what it is."""
    for module in map(import_module, MODULES):
        for name, thing in vars(module).items():
            if getattr(thing, "__module__", "") != module.__name__ or not callable(thing):
                continue
            inside = vars(thing).items() if inspect.isclass(thing) else ()
            methods = [(f"{name}.{key}", each) for key, each in inside if inspect.isfunction(each)]
            for of, each in [(name, thing), *methods]:
                try:
                    signature = inspect.signature(each)
                except ValueError:
                    continue
                for key, parameter in signature.parameters.items():
                    if parameter.default is not parameter.empty:
                        yield of.removesuffix(".__init__"), key, parameter.default


def test_an_argument_has_the_same_default_wherever_it_has_that_name() -> None:
    """Whoever has learned it once need not ask again; None leaves it to what is inside."""
    found = [(of, key, value) for of, key, value in defaults() if key in SAME]
    assert {key for _, key, _ in found} == set(SAME)
    for of, key, value in found:
        expected = BUT.get((of, key), SAME[key])
        assert value is None or value == expected or repr(value) == "<factory>", (of, key)


def test_a_number_that_nobody_gives_is_a_round_one() -> None:
    """Of one digit, as a person would say it."""
    numbers = [each for each in defaults() if type(each[2]) in (int, float)]
    assert len(numbers) > 100
    for of, key, value in numbers:
        assert float(f"{value:.0e}") == value or UNEVEN.get((of, key)) == value, (of, key)
