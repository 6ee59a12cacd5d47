"""The training panel: a network learns before one's eyes, step by step or as fast as it can.

`TrainingPanel("moons")` in a notebook, or one of own arrays or of a file. It holds the state,
listens, and calls lesson and views; it contains no formula.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count as numbers
from pathlib import Path
from time import perf_counter
from typing import Any, ClassVar, Self

from mlpcore.activations import Activation, activation
from mlpcore.checks import count, entries
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.spelling import spelled, spelled_refusal
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps import offers
from mlpcore.lesson.steps.norms import layer_norms, norms_text
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.student_code.activation import by_name
from mlpcore.lesson.training import settings as given_settings
from mlpcore.lesson.training.answers import Prediction, prediction
from mlpcore.lesson.training.bugged_runs import trainable
from mlpcore.lesson.training.runs import (
    Taken,
    Watch,
    code_table,
    has_code,
)
from mlpcore.lesson.training.scaling import large, saturation, saturation_text
from mlpcore.lesson.training.settings import CRITERIA, RUNNING, Settings, Tasks
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP
from mlpcore.panels.base.panel import BasePanel, said
from mlpcore.panels.base.state_codes import OWN, STEPS, Kind
from mlpcore.panels.base.state_words import kinds_of
from mlpcore.panels.training_pictures import TrainingPictures
from mlpcore.stopping import Epoch
from mlpcore.views.parts import controls, markup
from mlpcore.views.parts.flashes import CALM
from mlpcore.views.parts.html import Node, e, render
from mlpcore.views.parts.page import frame, page
from mlpcore.views.parts.plots import Style
from mlpcore.views.training import (
    controls as training_controls,
)
from mlpcore.views.training import (
    page as training_page,
)
from mlpcore.views.training import (
    regions as training_view,
)
from mlpcore.views.training.answers import feature_names, predicted_text, verdicts

FRAME = frame(training_page.LAYOUT)
SLICE = 0.005  # seconds of training between two pictures
MOST_EPOCHS = 3000
MOST_WORK = 15 * 10**9  # of a code's steps, in products: half a minute
WITH_A_SLIP = 300_000  # products that a step takes as long as
EPOCHS_BOUND = "epochs_bound"  # the word for that of criterion A; `epochs` are those done at first
SUITED = ("noise", "data_seed", "loss")  # what else suits the data depends on these
FUNCTIONS = {"activation", "output"}  # which may be of one's own
IN_GROUPS = (
    "data",
    "standardise",
    "noise",
    "data_seed",
    "widths",
    "activation",
    "output",
    "loss",
    "init",
    "shuffle",
)  # the controls that are below the pictures
WORDS = {  # for what the arguments are called
    "eta": "η",
    "batch_size": "batch size",
    "data_seed": "the seed of the data",
    "theta": "the bound of ‖∇ε‖",
    "bound": "the bound of ε",
}


class TrainingPanel(BasePanel):
    """Train a network on a task: a toy one by its name, own arrays `X`, `Y`, or a file `csv`.

    Of a file, `target` names the column to learn and `columns` those to learn from. With
    `standardise` each input has mean 0 and spread 1 over the training rows; `row` is one of one's
    own, which the network answers. `widths` may be "2-8-8-1" or a list; what is left out suits the
    task. `activation` and `output` may be activations of one's own, and `others` are more of them
    for the menus. `layer` is the one whose plane is drawn: 0 that of the inputs, 1 what the first
    hidden layer makes of it. With a `slip` it trains beside the true run. `notation` is "notes",
    "nielsen" or "bishop". `epochs` of training are done before the panel is shown; left out, it
    opens untrained.
    ValueError or TypeError for what does not fit, KeyError for an unknown slip.
    """

    word = "training"
    kinds: ClassVar[dict[str, Kind]] = {
        EPOCHS_BOUND if name == "epochs" else name: kind
        for name, kind in {**kinds_of(Settings), "steps": STEPS}.items()
    }

    def __init__(
        self,
        data: str = "moons",
        *,
        X: object = None,
        Y: object = None,
        csv: str | Path | None = None,
        target: str | None = None,
        columns: Sequence[str] | None = None,
        widths: object = None,
        epochs: int = 0,
        others: Sequence[Activation] = (),
        **options: Any,
    ) -> None:
        chosen = {key: activation(options[key]) for key in FUNCTIONS & options.keys()}
        self._functions = by_name([*entries("others", others), *chosen.values()])
        options |= {key: f.name for key, f in chosen.items()}
        seed = count("data_seed", options.get("data_seed", 0), or_zero=True)
        self._tasks = Tasks.given(X, Y, csv, seed, target, columns)
        settings = self._tasks.suited("own" if self._tasks.own else data, options)
        if widths is not None:
            fits = self._tasks.of(settings)
            settings = replace(settings, widths=given_settings.widths_of(widths, fits))
        self._pictures = TrainingPictures()
        self._calm = 0.0  # when the next picture may come, after one that changed much
        self._at = self._kept = ""  # the control that was used last, what was refused there
        self._begin(settings)
        if count("epochs", epochs, or_zero=True) > MOST_EPOCHS:
            raise ValueError(f"epochs is {epochs}, but at most {MOST_EPOCHS} fit here")
        for _ in range(epochs):
            if not self.run.diverged:
                self.run.end(settings.eta, settings.batch_size)
        super().__init__(label="Training panel", frame=FRAME)
        self.draw()

    # --- what a person does ---------------------------------------------------------------------

    def begins(self, do: str, what: dict[str, Any]) -> None:
        """A refusal stays said while it trains, at the control where it was made."""
        self._kept = self.trouble if do == "tick" else ""
        if do not in ("tick", "settle"):
            self._at = str(what.get("name") or what.get("key") or "")

    def _now(self) -> dict[str, Any]:
        return {**super()._now(), "way_back": self.run.way_back()}

    def _go_back(self, before: dict[str, Any], error: Exception) -> None:
        before.pop("way_back")()
        super()._go_back(before, error)
        self.regions = self.regions | {"buttons": render(self._buttons())}

    def do_toggle(self) -> None:
        """Start, or pause at once."""
        self.running = not self.running and not self._is_over

    def do_tick(self) -> None:
        """A slice of training between two pictures; then the page asks again."""
        if not self.running or perf_counter() < self._calm:
            return
        try:
            self._train(self.settings.pace, perf_counter() + SLICE)
        except ValueError:
            self.running, self._at = False, ""
            raise
        if self._is_over:
            self.running = False

    def do_sample(self) -> None:
        """I-V for one row."""
        self.running = False
        self.run.step(self.settings.eta)

    def do_batch(self) -> None:
        """I-V for one batch."""
        self.running = False
        self.run.step(self.settings.eta, self.settings.batch_size)

    def do_epoch(self) -> None:
        """I-V for every row that is left of the epoch."""
        self.running = False
        self.run.end(self.settings.eta, self.settings.batch_size)

    do_next = do_epoch  # the key → and a presenter's remote

    def do_same(self) -> None:
        """Back to the weights that the run began with."""
        self._begin(self.settings)

    do_back = do_first = do_same

    def do_last(self) -> None:
        """Nothing lies ahead."""

    def do_look(self, key: str, index: list[int]) -> None:
        """Every number is on the screen already."""

    def do_standardise(self) -> None:
        """Bring each input to mean 0 and spread 1, and begin again."""
        self._begin(replace(self.settings, standardise=True))

    def do_new(self) -> None:
        """New weights from the next seed."""
        self._begin(replace(self.settings, seed=self.settings.seed + 1))

    def do_best(self) -> None:
        """Put the weights of the lowest ε back."""
        self.running = False
        self.run.take_best()

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set η, the batch size, the noise, a seed, or a number of a stopping criterion."""
        self._change(key, given_settings.with_number(self.settings, key, value))

    def do_choose(self, name: str, value: str) -> None:
        """Choose data, widths, an activation, loss, weights, pace, a slip or the notation."""
        self._change(name, self._tasks.chosen(self.settings, name, value))

    # --- the state ------------------------------------------------------------------------------

    @property
    def task(self) -> Task:
        """What is learned."""
        return self.run.task

    @property
    def mlp(self) -> MLP:
        """The network as it is now."""
        return self.run.mlp

    @property
    def notation(self) -> Notation:
        """The letters in which this network is shown."""
        return Notation(self.mlp.h, name=self.settings.notation)

    @property
    def _standing(self) -> tuple[Epoch, Epoch | None]:
        """ε of the network as it is now, of the rows trained on and of those held out."""
        return self.run.now

    @property
    def _out_of_reach(self) -> str:
        """Which targets the output can never give, in a sentence; '' if it can give all."""
        return self.mlp.f[-1].cannot_give(self.task.Y, self.notation.symbol("y").text)

    @property
    def _saturated(self) -> str:
        """Whether numbers are too large for layer 1 as it is now, in a sentence; else ''."""
        layer, f = self.notation.number("delta", 1), self.notation.book.function
        found = saturation(self.mlp, self.task.X, self.task.Y)
        return saturation_text(found, layer, f)

    @property
    def _stuck(self) -> str:
        """Why it trains no further and what helps, in a sentence; '' where it can."""
        if self.run.diverged:
            suits = self._tasks.suited(self.settings.data, {}).eta
            eta = suits if suits < self.settings.eta else self.settings.eta / 10
            helps = f"set η to {eta:g}, then press Same weights"
            if found := large(self.task.X, self.task.Y):
                helps += f", or standardise: {found[0]} go up to {found[1]:,.6g}"
            return self._worded(f"{self.run.diverged}: {helps}")
        most = f"{MOST_EPOCHS} epochs are done, no more fit here: Same weights begins again"
        return most if self._is_over else ""

    @property
    def _asked(self) -> Prediction | None:
        """The answer to the row of one's own."""
        row = self.settings.row
        return prediction(self.mlp, self.task, row) if row else None

    @property
    def goes_on(self) -> bool:
        """Its pictures may come by themselves, where it has some."""
        return bool(self._pictures)

    @property
    def _is_over(self) -> bool:
        return bool(self.run.diverged) or self.run.epoch >= MOST_EPOCHS

    def _change(self, name: str, settings: Settings) -> None:
        """Take on settings in which this one has changed; the run goes on if it can."""
        if name not in CRITERIA and name not in RUNNING:
            self._begin(settings)
            return
        self.settings = given_settings.checked(settings)
        if name in CRITERIA:
            fresh = given_settings.watches(settings, self.task.has_held_out)
            changed = {name, "held_out"} if name == "patience" else {name}
            self._watches |= {key: fresh[key] for key in self._watches.keys() & changed}

    def _begin(self, settings: Settings) -> None:
        """Begin a run anew with these settings, if all of them fit."""
        given_settings.checked(settings)
        given = self._tasks.of(settings)
        mlp = given_settings.network(settings, self._functions)
        run = given_settings.begun(mlp, given, settings)
        self._norms = layer_norms(mlp, given.X, given.Y)
        self.run, self.settings = run, settings
        self._watches = given_settings.watches(settings, given.has_held_out)

    def _train(self, pace: str, until: float) -> None:
        """Train at this pace, but not for longer than until then."""
        run, eta = self.run, self.settings.eta
        size = 1 if pace == "sample" else self.settings.batch_size
        epoch = run.epoch
        for _ in numbers():
            run.step(eta, size)
            over = pace in ("batch", "sample") or (pace == "epoch" and run.epoch > epoch)
            if over or self._is_over or perf_counter() > until:
                return

    def functions(self) -> Iterable[Activation]:
        """The activations of its menus."""
        return self._functions.values()

    def recipe(self) -> dict[str, Any]:
        """What is set otherwise than suits the data, and the steps; ValueError for what is own."""
        if self._tasks.own:
            raise ValueError(OWN.format("these data are"))
        now = vars(self.settings)
        usual = vars(self._tasks.suited(now["data"], {}))
        first = {name: now[name] for name in SUITED if now[name] != usual[name]}
        suits = vars(self._tasks.suited(now["data"], first))
        changed = first | {name: value for name, value in now.items() if value != suits[name]}
        if "epochs" in changed:
            changed[EPOCHS_BOUND] = changed.pop("epochs")
        steps = {"steps": self._soon_taken(self.run.taken)} if self.run.taken else {}
        return {"data": now["data"], **changed, **steps}

    @classmethod
    def from_recipe(cls, recipe: dict[str, Any]) -> Self:
        """The panel of a recipe, with the same steps taken again."""
        given = {name: v for name, v in recipe.items() if name not in ("steps", EPOCHS_BOUND)}
        panel = cls(**given)
        if EPOCHS_BOUND in recipe:
            panel.do_set("epochs", [], recipe[EPOCHS_BOUND])
        panel.run.replay(panel._soon_taken(recipe.get("steps", [])))
        panel.draw()
        return panel

    def _soon_taken(self, steps: list[Taken]) -> list[Taken]:
        """Steps that take no minutes to be taken again, and no more epochs than fit here."""
        n, weights = len(self.task.X), sum(W_l.size for W_l in self.mlp.W)
        slip, epochs, work = WITH_A_SLIP * bool(self.settings.slip), 0, 0
        for _, size, times in steps:
            rows = min(max(size, 1), n)
            epochs += times // -(-n // rows)  # whole ones
            work += times * ((rows + 10) * weights + slip)
        if epochs > MOST_EPOCHS or work > MOST_WORK:
            holds = f"a code holds {MOST_EPOCHS}, fewer of a large network or with a slip"
            raise ValueError(f"this run has {epochs:,} epochs: {holds}")
        return steps

    # --- faces ----------------------------------------------------------------------------------

    @property
    def style(self) -> Style:
        """How pictures are drawn: in the letters of the book that is shown."""
        return super().style._replace(notation=self.settings.notation)

    def refused(self, refusal: Exception) -> str:
        """A refusal in the letters of the book; shapes that clash are said in them already."""
        written = isinstance(refusal, ShapeError)
        return str(refusal) if written else self._worded(str(refusal))

    def _worded(self, text: str) -> str:
        """A refusal of mlpcore's in the panel's words, and the letters of the book."""
        text = re.sub(rf"\b({'|'.join(WORDS)})\b", lambda name: WORDS[name[0]], text)
        text = f"learning rate {text}" if text.startswith("η") else text  # η has a capital, H
        return spelled_refusal(text, self.settings.notation)

    def draw(self) -> None:
        """Draw every region and what has changed of the pictures; sliders keep their place."""
        if not self.running:
            self._last_said = self._standing
        if stuck := self._stuck:
            self._at = self._at if self.trouble else ""
        self.trouble = self.trouble or stuck or self._kept
        regions = self._numbers() | self._places() | self._refused()
        regions["buttons"] = self._buttons()
        regions["note"] = self._notes(controls.button("standardise"))
        regions["spoken"] = training_view.spoken(*self._last_said, self.notation)
        pictures = self._pictures.painted(self.run, self.style, self.settings.layer)
        if self._pictures.flashes:
            self._calm = perf_counter() + CALM
        self.show(regions, self._controls_now, pictures=pictures)

    def _refused(self) -> dict[str, Node]:
        """What was refused, beside the control that was used; else it is said on top."""
        shown = said(self.trouble) if self.trouble else None
        return {
            "refused": shown if self._at in IN_GROUPS else None,
            "refused_row": shown if self._at == "row" else None,
        }

    def _notes(self, helps: Node = None) -> Node:
        """What is pointed out, with the button that helps."""
        saturated = self._saturated
        notes = [markup.note(text) for text in (self._out_of_reach, saturated) if text]
        can_help = saturated and not self.settings.standardise
        return [*notes, e("span", helps, class_="mlp-controls") if can_help and helps else None]

    def _controls_now(self) -> dict[str, Node]:
        now, notation, functions, given = self.settings, self.notation, self._functions, self.task
        hidden = [name for name, f in functions.items() if f.elementwise]
        outputs = offers.activations(functions, now.widths[-1:])
        slips = [slip.id for slip in trainable(self.run.begun, given)]  # also such as clash
        return {
            "sliders": training_controls.sliders(now, notation, len(given.X)),
            "criteria": training_controls.criteria(now, notation, given.has_held_out),
            "layer": training_controls.layer(now, notation),
            "data": training_controls.data(now, self._tasks.names),
            "network": training_controls.network(now, notation, hidden, outputs),
            "start": training_controls.start(now),
            "rest": training_controls.rest(now, slips),
            "row": training_controls.row(now, feature_names(given)),
        }

    def _buttons(self) -> Node:
        seed, off = self.settings.seed, self._is_over
        return training_controls.buttons(self.notation, seed, running=self.running, off=off)

    def _numbers(self) -> dict[str, Node]:
        """The regions that are numbers."""
        run, watches = self.run, list(self._watches.values())
        for watch in watches:
            watch.follow(run)
        with suppress(ValueError):  # in the middle of an epoch ε may not exist; then as before
            self._norms = layer_norms(run.mlp, self.task.X, self.task.Y)
        return training_page.numbers(run, watches, self._norms, self.notation, self._asked)

    def _places(self, pngs: dict[str, bytes] | None = None) -> dict[str, Node]:
        """The regions that are pictures; with their bytes they stand alone."""
        watches = list(self._watches.values())
        layer, large = self.settings.layer, self.large
        return training_page.places(self.run, watches, self.notation, layer, pngs, large=large)

    def still(self) -> str:
        """The panel as a page that needs no kernel."""
        shown, paper = self._numbers(), Style(notation=self.settings.notation)
        pngs = TrainingPictures().painted(self.run, paper, self.settings.layer, stored=True)
        note = {"note": self._notes()}
        return page(training_page.LAYOUT, shown | self._places(pngs) | note)

    def __str__(self) -> str:
        run, now, given = self.run, self.settings, self.task
        names = ", ".join(f.name for f in run.mlp.f[1:])
        rows = f"{len(given.X)} rows" + f" and {len(given.held_X)} held out" * bool(run.held)
        eta = self.notation.symbol("eta").text
        lines = [
            f"{'-'.join(map(str, run.mlp.widths))} network ({names}) on {now.data}: {rows}",
            f"{now.loss}, {eta} = {six(now.eta)}, batches of {now.batch_size}, seed {now.seed}",
            *([given.about] if given.about else []),
            *(f"note: {text}" for text in (self._out_of_reach, self._saturated) if text),
            training_view.spoken(*self._standing, self.notation),
            norms_text(self._norms, self.notation),
            *(self._stop_text(n, watch) for n, watch in enumerate(self._watches.values())),
        ]
        if has_code(run):
            lines.append(f"codes: {' '.join(code_table(run.mlp, given.X, given.Y).bits)}")
        lines += verdicts(run.mlp, given)
        if asked := self._asked:
            lines.append(predicted_text(asked, given, self.notation))
        told = training_view.told_text(run, now.notation)
        return "\n".join([*lines, *filter(None, [told, spelled(run.diverged, now.notation)])])

    def _stop_text(self, n: int, watch: Watch) -> str:
        epoch = watch.follow(self.run)
        at = f"epoch {epoch}" if epoch else "not yet"
        book = self.settings.notation
        return f"{training_view.stop_letter(n, book)} {spelled(watch.reason, book)}: {at}"
