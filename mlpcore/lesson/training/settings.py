"""What a training run can be set to, and what suits a task.

`Settings` are all that a person can set; `Tasks` gives the task that they name and the settings
that suit it; `checked`, `with_number` and `widths_of` refuse what does not fit; `network`, `begun`
and `watches` make what a run needs.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlpcore import stopping
from mlpcore.activations import Activation
from mlpcore.checks import count, entries, flag, floats, known, positive
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.typed_numbers import number
from mlpcore.lesson.training.answers import typed_row
from mlpcore.lesson.training.bugged_runs import BuggedRun
from mlpcore.lesson.training.runs import Run, Watch
from mlpcore.lesson.training.tasks import (
    TOYS,
    Task,
    csv_task,
    own_task,
    standardised,
    task,
    task_for,
    usual_noise,
)
from mlpcore.losses import LOSSES
from mlpcore.network import MLP

MOST_UNITS = 64  # in a hidden layer
MOST_NOISE = 10.0
MOST_LAYERS = 12
PACES = {
    "fast": "as fast as it goes",
    "epoch": "an epoch a picture",
    "batch": "a batch a picture",
    "sample": "a sample a picture",
}
CRITERIA: dict[str, Callable[[Any], stopping.Criterion]] = {
    "epochs": stopping.fixed_epochs,
    "bound": stopping.loss_below,
    "patience": stopping.no_improvement,
    "theta": stopping.gradient_norm_below,
}


@dataclass(frozen=True)
class Settings:
    """All that a person can set; what begins a run anew, then what may change on the way."""

    data: str
    noise: float
    data_seed: int
    widths: tuple[int, ...]
    activation: str
    output: str
    loss: str
    init: str
    seed: int
    standardise: bool = False
    shuffle: bool = True
    eta: float = 0.5
    batch_size: int = 10
    pace: str = "fast"
    epochs: int = 200
    bound: float = 0.01
    patience: int = 20
    theta: float = 0.01
    slip: str = ""  # the id of the slip with which it trains
    notation: str = "notes"  # the book in whose letters it is shown
    row: tuple[float, ...] = ()  # one of one's own, which the network answers
    layer: int = 0  # whose plane is drawn: 0 is that of the inputs


RUNNING = (
    "eta",
    "batch_size",
    "pace",
    "notation",
    "row",
    "layer",
)  # what a run takes on without beginning anew
MENUS = ("activation", "output", "init", "slip", "pace", "notation")
SWITCHES = ("shuffle", "standardise")
WHOLES = ("data_seed", "seed", "batch_size", "epochs", "patience")
NUMBERS = ("noise", "eta", "bound", "theta", *WHOLES)


def with_number(now: Settings, key: str, value: float) -> Settings:
    """The same with one number set; ValueError or TypeError where it is none that fits."""
    if key not in NUMBERS:
        raise ValueError(f"there is no {key} to set")
    if key in WHOLES:
        value = count(key, round(value) if value % 1 == 0 else value, "seed" in key)
    else:
        value = positive(key, value, or_zero=key == "noise")
    changed: dict[str, Any] = {key: value}
    return replace(now, **changed)


def checked(settings: Settings) -> Settings:
    """The settings, if what a run may take on fits; else ValueError or TypeError."""
    for key, criterion in CRITERIA.items():
        criterion(getattr(settings, key))
    if positive("noise", settings.noise, or_zero=True) > MOST_NOISE:
        raise ValueError(f"noise is {settings.noise:g}, but at most {MOST_NOISE:g} fits here")
    positive("eta", settings.eta)
    count("batch_size", settings.batch_size)
    count("seed", settings.seed, or_zero=True)
    known("pace", settings.pace, PACES)
    known("notation", settings.notation, BOOKS)
    if count("layer", settings.layer, or_zero=True) > (most := layers_drawn(settings.widths)):
        why = f"0 to {most} can be drawn" if most else "only that of two inputs can be drawn"
        raise ValueError(f"layer is {settings.layer}, but {why}")
    return settings


def layers_drawn(widths: Sequence[int]) -> int:
    """How many hidden layers can be drawn: all, where there are two inputs."""
    return len(widths) - 2 if widths[0] == 2 else 0


def widths_of(given: object, fits: Task) -> tuple[int, ...]:
    """Widths from "2-8-8-1" or a list; ValueError where they are none or do not fit the task."""
    parts = re.split(r"[\s,–-]+", given.strip()) if isinstance(given, str) else given
    if not isinstance(parts, Iterable):
        raise TypeError(f"widths must be like 2-8-8-1, not {given!r:.40}")
    try:
        read = (int(part) if isinstance(part, str) else part for part in parts)
        widths = tuple(count("width", part) for part in read)
    except (ValueError, TypeError):
        raise ValueError(
            f"widths must be whole numbers above 0, as in 2-8-8-1, not {given!r:.40}"
        ) from None
    d, k = fits.X.shape[1], fits.Y.shape[1]
    if len(widths) < 2 or (widths[0], widths[-1]) != (d, k):
        shown = "-".join(map(str, widths))
        raise ValueError(f"widths are {shown}, but inputs and outputs of these data are {d} and "
                         f"{k}: expected {d}-…-{k}")  # fmt: skip
    if max(widths[1:-1], default=0) > MOST_UNITS or len(widths) - 2 > MOST_LAYERS:
        most = f"at most {MOST_UNITS} units a hidden layer and {MOST_LAYERS} hidden layers"
        raise ValueError(f"widths are {'-'.join(map(str, widths))}: {most}")
    return widths


class Tasks:
    """The toy tasks by name, and the student's own, if there is one, by the name "own"."""

    def __init__(self, own: Task | None = None) -> None:
        self.own = own
        self.names = [*TOYS, *(["own"] if own else [])]

    @classmethod
    def given(
        cls,
        X: object,
        Y: object,
        csv: object,
        seed: int = 0,
        target: str | None = None,
        columns: Sequence[str] | None = None,
    ) -> "Tasks":
        """With own arrays X and Y or those of a file, if there are any; errors as for `own_task`.

        ValueError where only one of X and Y is given, or both ways are, or columns of no file.
        """
        if csv is not None:
            if X is not None or Y is not None:
                raise ValueError("give own data as csv, or as X and Y, not as both")
            return cls(csv_task(str(csv), seed, target, columns))
        if target is not None or columns is not None:
            raise ValueError("target and columns are names in a file: give csv, too")
        if (X is None) != (Y is None):
            raise ValueError("own data need both X and Y")
        return cls(None if X is None else own_task(X, Y, seed))

    def plain(self, data: str, noise: float, seed: int = 0) -> Task:
        """The task of that name, for the loss that suits it best."""
        return self.own if data == "own" and self.own else task(data, noise, seed)

    def of(self, settings: Settings) -> Task:
        """The task of these settings, as their loss needs it."""
        plain = self.plain(settings.data, settings.noise, settings.data_seed)
        fits = task_for(plain, settings.loss)
        return standardised(fits) if settings.standardise else fits

    def suited(self, data: str, options: Mapping[str, Any]) -> Settings:
        """The settings that suit a data set, but for the options; TypeError for an unknown one."""
        if data != "own":
            known("data set", data, TOYS)
        unknown = options.keys() - Settings.__dataclass_fields__.keys()
        if unknown:
            raise TypeError(f"a training panel has no option {', '.join(sorted(unknown))}")
        noise = positive("noise", options.get("noise", usual_noise(data) or 0.0), or_zero=True)
        seed = count("data_seed", options.get("data_seed", 0), or_zero=True)
        for name in options.keys() & set(SWITCHES):
            flag(name, options[name])
        if "row" in options:
            entries("row", options["row"])
        plain = self.plain(data, min(noise, MOST_NOISE), seed)  # more is refused by `checked`
        suits = task_for(plain, options.get("loss", plain.loss))
        settings = Settings(
            data, noise, seed, tuple(suits.widths), suits.activation, suits.output, suits.loss,
            "glorot", 0, eta=suits.eta, batch_size=min(suits.batch_size, len(suits.X)),
        )  # fmt: skip
        return replace(settings, **options)

    def chosen(self, now: Settings, name: str, value: str) -> Settings:
        """The settings with something else chosen in a menu; ValueError where it does not fit."""
        if name == "data":
            return self.suited(value, {"seed": now.seed, "notation": now.notation})
        if name == "loss":
            return self._with_loss(now, value)
        if name == "widths":
            widths = widths_of(value, self.of(now))
            return replace(now, widths=widths, layer=min(now.layer, layers_drawn(widths)))
        if name == "row":
            d = self.of(now).X.shape[1]
            return replace(now, row=typed_row(value, d) if value.strip() else ())
        if name == "layer":
            return replace(now, layer=int(number(value)))
        if name in SWITCHES:
            switched: dict[str, Any] = {name: value == "yes"}
            return replace(now, **switched)
        if name not in MENUS:
            raise ValueError(f"there is no {name} to choose")
        changed: dict[str, Any] = {name: value}
        return replace(now, **changed)

    def _with_loss(self, now: Settings, loss: str) -> Settings:
        """The settings with another loss, and the output that goes with it."""
        known("loss", loss, LOSSES)
        plain = self.plain(now.data, now.noise)
        suits = task_for(plain, loss)
        stays = loss == "half_squared_error" and now.output != "softmax"
        output = now.output if stays else suits.output
        return replace(now, loss=loss, output=output, widths=(*now.widths[:-1], suits.widths[-1]))


def network(settings: Settings, functions: Mapping[str, Activation]) -> MLP:
    """A fresh network of these settings; ValueError for an unknown activation, loss or scheme."""
    names = [settings.activation] * (len(settings.widths) - 2) + [settings.output]
    f = [known("activation", name, functions) for name in names]
    return MLP(settings.widths, f, settings.loss, seed=settings.seed, init=settings.init)


def begun(mlp: MLP, given: Task, settings: Settings) -> Run:
    """The run of these settings, with a slip beside the true one; ValueError where shapes clash."""
    d, row = given.X.shape[1], settings.row
    if row and np.shape(floats("row", row)) != (d,):
        raise ValueError(f"row must hold {d} numbers, as many as X has columns, not {row!r:.60}")
    how = settings.seed, settings.shuffle
    if settings.slip:
        return BuggedRun(mlp, given, settings.slip, *how, notation=settings.notation)
    return Run(mlp, given, *how)


def watches(settings: Settings, has_held_out: bool) -> dict[str, Watch]:
    """Every criterion as these settings have it, by the name of its number."""
    looking = {key: Watch(made(getattr(settings, key))) for key, made in CRITERIA.items()}
    if has_held_out:
        looking["held_out"] = Watch(stopping.no_improvement(settings.patience), held_out=True)
    return looking
