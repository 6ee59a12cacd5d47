"""The training panel: a network learns before one's eyes, step by step or as fast as it can.

What one can do here: `TrainingPanel("moons")` in a notebook, or one of own arrays or of a file. It
holds the state, listens, and calls lesson and views; it contains no formula.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count as numbers
from pathlib import Path
from time import perf_counter
from typing import Any, ClassVar, Self

from mlpcore import stopping
from mlpcore.activations import ACTIVATIONS, Activation, activation
from mlpcore.checks import count, known, positive
from mlpcore.lesson.numbers import array_text, six
from mlpcore.lesson.own import by_name
from mlpcore.lesson.runs import Run, Watch, code_table, layer_norms, share_right
from mlpcore.lesson.tasks import NOISE, TOYS, Task, csv_task, own_task, task, task_for
from mlpcore.lesson.what_if.bugged_runs import BuggedRun, trainable
from mlpcore.network import MLP, SCHEMES
from mlpcore.panels.codes import NUMBER, STEPS, WHOLE, WIDTHS, WORD, YES, Kind
from mlpcore.panels.stage import Stage, said
from mlpcore.views import controls, theme, training_plots, training_view
from mlpcore.views.plots import PAPER, Style

FRAME = (
    '<div class="mlp-controls mlp-train-top">'
    '<div class="mlp-buttons" data-region="buttons"></div></div>'
    '<div data-region="head"></div><div data-region="mistakes" role="status"></div>'
    '<div class="mlp-train-stage"><div class="mlp-train-main" data-region="main"></div>'
    '<div class="mlp-train-side"><div data-region="loss"></div><div data-region="stops"></div>'
    '</div></div><div class="mlp-train-under"><div data-region="layers"></div>'
    '<div data-region="units"></div></div>'
    '<div class="mlp-trouble" data-region="trouble" role="alert"></div>'
    '<div class="mlp-controls mlp-train-rest"><div class="mlp-sliders" data-region="sliders"></div>'
    '<div class="mlp-sliders" data-region="criteria"></div></div>'
    '<div class="mlp-visually-hidden" data-region="spoken" aria-live="polite"></div>'
)
SLICE = 0.008  # seconds of training between two pictures
MOST_EPOCHS = 3000
MOST_UNITS = 64  # in a layer
MOST_LAYERS = 12
LOSS_NAMES = {"half_squared_error": "½‖y − o‖²", "cross_entropy": "cross-entropy"}
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
DRAWN = {"plane": training_plots.PlanePicture, "line": training_plots.LinePicture}


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
    shuffle: bool = True
    eta: float = 0.5
    batch_size: int = 10
    pace: str = "fast"
    epochs: int = 200
    bound: float = 0.01
    patience: int = 20
    theta: float = 0.01
    slip: str = ""  # the id of the slip with which it trains


RUNNING = ("eta", "batch_size", "pace")  # what a run takes on without beginning anew
FUNCTIONS = {"activation", "output"}  # which may be of one's own
WHOLES = ("data_seed", "seed", "batch_size", "epochs", "patience")


class TrainingPanel(Stage):
    """Train a network on a task: a toy one by its name, own arrays `X`, `Y`, or a file `csv`.

    `widths` may be "2-8-8-1" or a list; what is left out suits the task. `activation` and `output`
    may be activations of one's own, and `others` are more of them for the menus. With a `slip` it
    trains beside the true run. `epochs` of training are done before the panel is shown. ValueError
    or TypeError for what does not fit, KeyError for an unknown slip.
    """

    word = "training"
    kinds: ClassVar[dict[str, Kind]] = {
        "data": WORD, "widths": WIDTHS, "activation": WORD, "output": WORD, "loss": WORD,
        "init": WORD, "slip": WORD, "pace": WORD, "shuffle": YES, "steps": STEPS,
        **dict.fromkeys(("noise", "eta", "bound", "theta"), NUMBER),
        **dict.fromkeys(("data_seed", "seed", "batch_size", "epochs_bound", "patience"), WHOLE),
    }  # fmt: skip

    def __init__(
        self,
        data: str = "moons",
        *,
        X: object = None,
        Y: object = None,
        csv: str | Path | None = None,
        widths: object = None,
        epochs: int = 0,
        others: Sequence[Activation] = (),
        **options: Any,
    ) -> None:
        chosen = {key: activation(options[key]) for key in FUNCTIONS & options.keys()}
        self._functions = by_name([*others, *chosen.values()])
        options |= {key: f.name for key, f in chosen.items()}
        self.settings: Settings
        self._watches: dict[str, Watch]
        self._own = self._given(X, Y, csv, int(options.get("data_seed", 0)))
        self.task, settings = self._suited(data if self._own is None else "own", options)
        if widths is not None:
            settings = replace(settings, widths=_widths(widths, self.task))
        self._pictures: dict[str, Any] = {}
        self._seen: dict[str, object] = {}
        self._begin(settings)
        for _ in range(count("epochs", epochs, or_zero=True)):
            if not self.run.diverged:
                self.run.end(settings.eta, settings.batch_size)
        super().__init__(label="Training panel", frame=FRAME)
        self.draw()

    # --- what a person does ---------------------------------------------------------------------

    def act(self, do: str, **what: Any) -> None:
        """As on every stage; what an activation of one's own raises ends the run, and is said."""
        try:
            super().act(do, **what)
        except Exception as error:
            self.running = False
            trouble = said(f"{type(error).__name__}: {error}")
            self.regions = {**self.regions, "trouble": trouble, "buttons": self._buttons()}
            raise

    def do_toggle(self) -> None:
        """Start, or pause at once."""
        if not self.running and self.run.diverged:
            raise ValueError(self.run.diverged)
        self.running = not self.running

    def do_tick(self) -> None:
        """A slice of training between two pictures; then the page asks again."""
        if not self.running:
            return
        try:
            self._train(self.settings.pace, perf_counter() + SLICE)
        except ValueError:
            self.running = False
            raise
        if self.run.diverged or self.run.epoch >= MOST_EPOCHS:
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

    def do_new(self) -> None:
        """New weights from the next seed."""
        self._begin(replace(self.settings, seed=self.settings.seed + 1))

    def do_best(self) -> None:
        """Put the weights of the lowest ε back."""
        self.running = False
        self.run.take_best()

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set η, the batch size, the noise, a seed, or a number of a stopping criterion."""
        if key not in Settings.__dataclass_fields__:
            raise ValueError(f"there is no {key} to set")
        if key in WHOLES:
            value = count(key, round(value) if value == round(value) else value, "seed" in key)
        else:
            value = positive(key, value, or_zero=key == "noise")
        changed = _with(self.settings, key, value)
        if key in CRITERIA:
            CRITERIA[key](value)
            self.settings = changed
            self._watches[key] = self._watch(key)
            if key == "patience" and self.task.has_held_out:
                self._watches["held_out"] = self._watch("held_out")
        elif key in RUNNING:
            self.settings = changed
        else:
            self._begin(changed)

    def do_choose(self, name: str, value: str) -> None:
        """Choose data, widths, an activation, the loss, how weights are drawn, the pace, a slip."""
        if name == "data":
            self.task, settings = self._suited(value, {"seed": self.settings.seed})
            self._begin(settings)
        elif name == "widths":
            self._begin(replace(self.settings, widths=_widths(value, self.task)))
        elif name == "pace":
            known("pace", value, PACES)
            self.settings = replace(self.settings, pace=value)
        elif name == "loss":
            self._begin(self._with_loss(value))
        elif name == "shuffle":
            self._begin(replace(self.settings, shuffle=value == "yes"))
        elif name in ("activation", "output", "init", "slip"):
            self._begin(_with(self.settings, name, value))
        else:
            raise ValueError(f"there is no {name} to choose")

    # --- the state ------------------------------------------------------------------------------

    def _given(self, X: object, Y: object, csv: object, seed: int) -> Task | None:
        """The student's own task, if there is one."""
        if csv is not None:
            return csv_task(str(csv), seed)
        if (X is None) != (Y is None):
            raise ValueError("own data need both X and Y")
        return None if X is None else own_task(X, Y, seed)

    def _task(self, data: str, noise: float, seed: int, loss: str) -> Task:
        """The task of that name as this loss needs it."""
        given = self._own if data == "own" and self._own else task(data, noise, seed)
        return task_for(given, loss)

    def _suited(self, data: str, options: dict[str, Any]) -> tuple[Task, Settings]:
        """A task and the settings that suit it, but for the options."""
        if data != "own":
            known("data set", data, TOYS)
        noise = float(options.get("noise", NOISE.get(data, 0.0)))
        seed = int(options.get("data_seed", 0))
        own = self._own if data == "own" else None
        plain = own or task(data, noise, seed)
        suits = task_for(plain, options.get("loss", plain.loss))
        settings = Settings(
            data, noise, seed, tuple(suits.widths), suits.activation, suits.output, suits.loss,
            "glorot", 0, eta=suits.eta, batch_size=min(suits.batch_size, len(suits.X)),
        )  # fmt: skip
        unknown = set(options) - set(Settings.__dataclass_fields__)
        if unknown:
            raise TypeError(f"a training panel has no option {', '.join(sorted(unknown))}")
        return suits, replace(settings, **options)

    def _with_loss(self, loss: str) -> Settings:
        """The settings with another loss, and the output that goes with it."""
        known("loss", loss, LOSS_NAMES)
        now = self.settings
        plain = self._own if now.data == "own" and self._own else task(now.data, now.noise)
        suits = task_for(plain, loss)
        output = suits.output if loss == "cross_entropy" or now.output == "softmax" else now.output
        if loss != "cross_entropy" and plain.output != "softmax" and output == "softmax":
            output = plain.output
        widths = (*now.widths[:-1], suits.widths[-1])
        return replace(now, loss=loss, output=output, widths=widths)

    def _begin(self, settings: Settings) -> None:
        """Begin a run anew with these settings, if all of them fit."""
        for key in CRITERIA:
            CRITERIA[key](getattr(settings, key))
        positive("eta", settings.eta)
        count("batch_size", settings.batch_size)
        known("pace", settings.pace, PACES)
        given = self._task(settings.data, settings.noise, settings.data_seed, settings.loss)
        layers = len(settings.widths) - 2
        names = [settings.activation] * layers + [settings.output]
        functions = [known("activation", name, self._functions) for name in names]
        net = MLP(settings.widths, functions, settings.loss, seed=settings.seed, init=settings.init)
        self.run = _run(net, given, settings)
        self.task, self.settings = given, settings
        self._norms = layer_norms(net, given.X, given.Y)
        self._watches = {key: self._watch(key) for key in CRITERIA}
        if given.has_held_out:
            self._watches["held_out"] = self._watch("held_out")

    def _watch(self, key: str) -> Watch:
        """The criterion of that name, with the number that is set for it."""
        if key == "held_out":
            return Watch(stopping.no_improvement(self.settings.patience), held_out=True)
        return Watch(CRITERIA[key](getattr(self.settings, key)))

    def _train(self, pace: str, until: float) -> None:
        """Train at this pace, but not for longer than until then."""
        run, eta = self.run, self.settings.eta
        size = 1 if pace == "sample" else self.settings.batch_size
        epoch = run.epoch
        for _ in numbers():
            run.step(eta, size)
            over = pace in ("batch", "sample") or (pace == "epoch" and run.epoch > epoch)
            if over or run.diverged or run.epoch >= MOST_EPOCHS or perf_counter() > until:
                return

    def recipe(self) -> dict[str, Any]:
        """What is set otherwise than suits the data, and the steps; ValueError for what is own."""
        now, functions = self.settings, self._functions
        for name in (now.activation, now.output):
            if functions[name] is not ACTIVATIONS.get(name):
                raise ValueError(f"{name} is your own: a code holds only what mlpcore has")
        if now.data == "own":
            raise ValueError("these data are your own: a code holds only what mlpcore has")
        suits = vars(self._suited(now.data, {"data_seed": now.data_seed})[1])
        changed = {name: v for name, v in vars(now).items() if v != suits[name]}
        if "epochs" in changed:  # the bound of criterion A; `epochs` are those done at first
            changed["epochs_bound"] = changed.pop("epochs")
        steps = {"steps": self.run.taken} if self.run.taken else {}
        return {"data": now.data, **changed, **steps}

    @classmethod
    def from_recipe(cls, recipe: dict[str, Any]) -> Self:
        """The panel of a recipe, with the same steps taken again."""
        given = {name: v for name, v in recipe.items() if name not in ("steps", "epochs_bound")}
        panel = cls(**given)
        if "epochs_bound" in recipe:
            panel.do_set("epochs", [], recipe["epochs_bound"])
        panel.run.replay(recipe.get("steps", ()))
        panel.draw()
        return panel

    @property
    def net(self) -> MLP:
        """The network as it is now."""
        return self.run.net

    # --- faces ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw every region and what has changed of the pictures; sliders keep their place."""
        regions = self._numbers()
        regions |= self._places(self._said())
        self.trouble = self.trouble or self.run.diverged
        regions["buttons"] = self._buttons()
        regions["spoken"] = self.regions.get("spoken", "") if self.running else self._spoken()
        pictures = self._painted(self.style, self._pictures, self._seen)
        self.show(regions, self._controls_now, pictures=pictures)

    def _controls_now(self) -> dict[str, str]:
        return {"sliders": self._sliders(), "criteria": self._criteria()}

    def _numbers(self) -> dict[str, str]:
        """The regions that are numbers."""
        run, given = self.run, self.task
        for watch in self._watches.values():
            watch.follow(run)
        shares = (
            share_right(run.net, given.X, given.Y),
            share_right(run.net, given.held_X, given.held_Y),
        )
        names = [f.name for f in run.net.f[1:]]
        with suppress(ValueError):  # in the middle of an epoch ε may not exist; then as before
            self._norms = layer_norms(run.net, given.X, given.Y)
        return {
            "head": training_view.head(run, *shares),
            "mistakes": training_view.told(run),
            "stops": training_view.stops(run, list(self._watches.values())),
            "layers": "<h4>How much reaches each layer</h4>"
            + training_view.layers(self._norms, names),
        }

    def _said(self) -> dict[str, str]:
        """The pictures in words."""
        right = share_right(self.run.net, self.task.X, self.task.Y)
        return {
            "main": training_view.picture_said(self.run, right),
            "loss": training_view.loss_said(self.run, list(self._watches.values())),
            "units": f"What each hidden unit says, after epoch {self.run.epoch}.",
        }

    def _places(
        self, words: dict[str, str], pngs: dict[str, bytes] | None = None
    ) -> dict[str, str]:
        """The regions that are pictures; with their bytes they stand alone."""
        pngs = pngs or {}
        titles = {
            "main": {"line": "The fit", "plane": "What it answers"}.get(
                self.task.kind, "Output against target"
            ),
            "loss": "The error after each epoch",
            "units": "What each hidden unit says",
        }
        places = {
            name: training_view.image(name, words[name], titles[name], pngs.get(name))
            for name in titles
        }
        if self.task.kind == "code" and self.net.h:
            found = code_table(self.net, self.task.X, self.task.Y)
            places["main"] = "<h4>The code in the bottleneck</h4>" + training_view.code(
                found, self.net.widths[found.layer]
            )
        if not self._has_units:
            places["units"] = ""
        return places

    @property
    def _has_units(self) -> bool:
        return self.task.kind in DRAWN and self.net.h > 0

    def _painted(
        self, style: Style, drawn: dict[str, Any], seen: dict[str, object]
    ) -> dict[str, bytes]:
        """The pictures, each drawn anew only where what it shows has changed."""
        run, stops = self.run, [watch.epoch for watch in self._watches.values()]
        alike = (style, self.task.kind, run.net.widths, bool(run.held), isinstance(run, BuggedRun))
        if seen.get("alike") != alike:
            drawn.clear()
            seen.clear()
            drawn.update(self._new_pictures(style))
            seen["alike"], seen["task"] = alike, self.task
        elif seen["task"] is not self.task:
            for name in drawn.keys() - {"loss"}:
                drawn[name].take(self.task)
            seen["task"] = self.task
        live = drawn is self._pictures
        pngs = dict(self.pictures) if live else {}
        for name, picture in drawn.items():
            now = (run.epoch, stops) if name == "loss" else run.version
            if seen.get("run") is run and seen.get(name) == now:
                continue
            picture.show(run, stops) if name == "loss" else picture.show(run.net)
            pngs[name], seen[name] = picture.png(stored=not live), now
        seen["run"] = run
        return {name: pngs[name] for name in drawn}

    def _new_pictures(self, style: Style) -> dict[str, Any]:
        """Pictures of this task and this network, in this style."""
        run, given = self.run, self.task
        made: dict[str, Any] = {
            "loss": training_plots.LossPicture(
                bool(run.held), len(self._watches), style, beside=isinstance(run, BuggedRun)
            )
        }
        if given.kind != "code" or not run.net.h:
            made["main"] = DRAWN.get(given.kind, training_plots.TablePicture)(given, style)
        if self._has_units:
            made["units"] = training_plots.UnitsPicture(run.net, given, style)
        return made

    def _buttons(self) -> str:
        off = bool(self.run.diverged) or self.run.epoch >= MOST_EPOCHS
        train = "❚❚ Pause" if self.running else "▷ Train"
        weights = self.settings.seed + 1
        return "".join(
            (
                controls.button("toggle", train, "Train or pause", main=True, off=off),
                controls.button("sample", "1 sample", "I–V for one sample", off=off),
                controls.button("batch", "1 batch", "I–V for one batch", off=off),
                controls.button("epoch", "1 epoch", "I–V for every row left of the epoch", off=off),
                controls.button("same", "Same weights", "Begin again with the same weights"),
                controls.button("new", f"New weights · seed {weights}", "Begin with new weights"),
                controls.button("best", "Lowest ε", "Take the weights of the lowest ε back"),
            )
        )

    def _sliders(self) -> str:
        now = self.settings
        rows = len(self.task.X)
        sliders = [
            controls.slider("eta", (), "<i>η</i>", "eta", now.eta, 0.01, 3, 0.01),
            controls.slider("batch_size", (), "batch", "batch size", now.batch_size, 1, rows, 1),
        ]
        if now.data in NOISE or now.data == "xor":
            sliders += [
                controls.slider("noise", (), "noise", "noise", now.noise, 0, 0.6, 0.01),
                controls.slider("data_seed", (), "data seed", "seed of the data", now.data_seed,
                                0, 20, 1),
            ]  # fmt: skip
        toys = [*TOYS, *(["own"] if self._own else [])]
        inner = [name for name, f in self._functions.items() if f.elementwise]
        menus = [
            controls.menu("data", "data", "data set", _pairs(toys), now.data),
            controls.text("widths", "widths", "widths", "-".join(map(str, now.widths))),
            controls.menu("activation", "<i>f</i><sup>h</sup>", "hidden activation", _pairs(inner),
                          now.activation),
            controls.menu("output", "<i>f</i><sup>o</sup>", "output activation",
                          _pairs(self._functions), now.output),
            controls.menu("loss", "<i>ε</i>", "loss", list(LOSS_NAMES.items()), now.loss),
            controls.menu("init", "weights", "how weights are drawn", _pairs(SCHEMES), now.init),
            controls.menu("shuffle", "shuffle", "shuffle the rows each epoch",
                          _pairs(("yes", "no")), "yes" if now.shuffle else "no"),
            controls.menu("pace", "pace", "pace", list(PACES.items()), now.pace),
            controls.menu("slip", "slip", "slip with which it trains",
                          [("", "none"), *_pairs(self._slips())], now.slip),
        ]  # fmt: skip
        return "".join([*menus, *sliders])

    def _slips(self) -> list[str]:
        """The slips that can be made in this network, whether or not their shapes clash."""
        return [slip.id for slip in trainable(self.run.begun, self.task)]

    def _criteria(self) -> str:
        now = self.settings
        sliders: tuple[tuple[str, str, str, float, float, float, float], ...] = (
            ("epochs", "A epochs", "fixed number of epochs", now.epochs, 1, 1000, 1),
            ("bound", "B bound", "bound of ε", now.bound, 0.001, 0.2, 0.001),
            ("patience", "C, E patience", "epochs without improvement", now.patience, 1, 200, 1),
            (
                "theta",
                "D <i>θ</i>",
                "theta, bound of the gradient norm",
                now.theta,
                0.001,
                0.2,
                0.001,
            ),
        )
        return "".join(
            controls.slider(key, (), html, name, value, low, high, step)
            for key, html, name, value, low, high, step in sliders
        )

    def _spoken(self) -> str:
        run = self.run
        held = f", held out {six(run.held[-1].loss)}" if run.held else ""
        return f"Epoch {run.epoch}: ε is {six(run.records[-1].loss)}{held}."

    def still(self) -> str:
        """The panel as a page that needs no kernel."""
        pictures: dict[str, Any] = {}
        words, shown = self._said(), self._numbers()
        pngs = self._painted(PAPER, pictures, {})
        shown |= self._places(words, pngs)
        return theme.page(
            f"{shown['head']}{shown['mistakes']}<div class='mlp-train-stage'>"
            f"<div class='mlp-train-main'>{shown['main']}</div>"
            f"<div class='mlp-train-side'>{shown['loss']}{shown['stops']}</div>"
            f"</div><div class='mlp-train-under'><div>{shown['layers']}</div>"
            f"<div>{shown['units']}</div></div>",
            "training.css",
            *(["marks.css"] if shown["mistakes"] else []),
        )

    def __str__(self) -> str:
        run, now, given = self.run, self.settings, self.task
        names = ", ".join(f.name for f in run.net.f[1:])
        rows = f"{len(given.X)} rows" + f" and {len(given.held_X)} held out" * bool(run.held)
        norms = self._norms
        lines = [
            f"{'-'.join(map(str, run.net.widths))} network ({names}) on {now.data}: {rows}",
            f"{now.loss}, η = {six(now.eta)}, batches of {now.batch_size}, seed {now.seed}",
            self._spoken(),
            f"‖δ^l‖, l = 1 to {run.net.h + 1}: {array_text(norms.delta, 4)}",  # type: ignore[arg-type]
            f"‖∇W_l‖, l = 0 to {run.net.h}: {array_text(norms.dW, 4)}",  # type: ignore[arg-type]
        ]
        for n, watch in enumerate(self._watches.values()):
            at = f"epoch {watch.follow(run)}" if watch.follow(run) else "not yet"
            lines.append(f"{chr(65 + n)} {watch.reason}: {at}")
        if given.kind == "code" and run.net.h:
            found = code_table(run.net, given.X, given.Y)
            lines.append(f"codes: {' '.join(found.bits)}")
        told = run.told if isinstance(run, BuggedRun) else ""
        return "\n".join([*lines, *filter(None, [told, run.diverged])])


def _widths(given: object, fits: Task) -> tuple[int, ...]:
    """Widths from "2-8-8-1" or a list; ValueError where they are none or do not fit the task."""
    parts = given.replace(" ", "").split("-") if isinstance(given, str) else given
    if not isinstance(parts, Iterable):
        raise TypeError(f"widths must be like 2-8-8-1, not {given!r:.40}")
    try:
        widths = tuple(count("width", int(part)) for part in parts)
    except (ValueError, TypeError):
        raise ValueError(
            f"widths must be whole numbers above 0, as in 2-8-8-1, not {given!r:.40}"
        ) from None
    d, k = fits.X.shape[1], fits.Y.shape[1]
    if len(widths) < 2 or (widths[0], widths[-1]) != (d, k):
        raise ValueError(f"these data have {d} inputs and {k} outputs: widths must be {d}-…-{k}")
    if max(widths) > MOST_UNITS or len(widths) - 2 > MOST_LAYERS:
        raise ValueError(f"at most {MOST_UNITS} units a layer and {MOST_LAYERS} hidden layers")
    return widths


def _with(settings: Settings, name: str, value: Any) -> Settings:
    """The same settings but for one."""
    return replace(settings, **{name: value})


def _run(net: MLP, given: Task, settings: Settings) -> Run:
    """The run of these settings; with a slip beside the true one."""
    how = settings.seed, settings.shuffle
    if settings.slip:
        return BuggedRun(net, given, settings.slip, *how)
    return Run(net, given, *how)


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]
