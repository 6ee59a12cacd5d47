"""What a panel is made of: an argument that does not fit is refused by the name that it has."""

from collections.abc import Callable, Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from mlpcore import panels
from mlpcore.views.parts.plots import Animated
from tests.panels.test_undrawn import NET, X, Y

MADE: dict[Callable[..., Any], tuple[Any, ...]] = {
    panels.step: (NET, X[0], Y[0]),
    panels.softmax: ([1, 2],),
    panels.activation: ("tanh",),
    panels.batch: (NET, X, Y),
    panels.gradcheck: (NET, X[0], Y[0]),
    panels.depth: (3,),
    panels.training: ("xor",),
    panels.exercises: ("02",),
}
UNFIT = (object(), [[["a"]]])
CALLED = {  # what another word is clearer for
    (panels.step, "backward"): "my_backward",
    (panels.step, "delta_hidden"): "my_delta_hidden",
    (panels.activation, "f"): "activation",
    (panels.activation, "at"): "topic",
    (panels.activation, "others"): "activation|others",
    (panels.batch, "at"): "gradient",
    (panels.depth, "others"): "activation|others",
    (panels.exercises, "student"): "who",
    (panels.training, "others"): "activation|others",
    (panels.training, "csv"): "cannot be read",
}


def arguments() -> Iterator[tuple[Callable[..., Any], str]]:
    """Each panel with each argument that it takes by a name of its own."""
    for make in MADE:
        for name, taken in signature(make).parameters.items():
            if taken.kind is not taken.VAR_KEYWORD:
                yield make, name


@pytest.mark.parametrize(("make", "name"), list(arguments()))
def test_what_does_not_fit_is_refused_by_its_name(
    make: Callable[..., Any], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the panel does not need it, it need not be given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Animated, "png", lambda self, stored=False: b"a picture")
    bound = signature(make).bind(*MADE[make])
    for unfit in UNFIT:
        bound.arguments[name] = unfit
        with pytest.raises((ValueError, TypeError), match=CALLED.get((make, name), rf"\b{name}\b")):
            make(*bound.args, **bound.kwargs)
