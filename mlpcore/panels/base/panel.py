"""The stage: one anywidget that shows regions of HTML and reports what a person does.

Subclass `BasePanel`, draw `regions`, and give a method `do_NAME` for each thing a person can do. A
refusal (`ValueError`, `TypeError`, `LookupError`, an extra that is missing) is shown in the panel,
in words, and the panel goes on as it was; so it does where a drawing fails. While `running`, the
page asks for `do_tick`, for a few at a time: no thread, no backlog, and nothing runs on when the
page is gone.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from inspect import signature
from time import perf_counter
from typing import Any, ClassVar, Self

import anywidget
import traitlets

from mlpcore.activations import Activation
from mlpcore.lesson.notation.typed_numbers import number
from mlpcore.losses import Loss
from mlpcore.panels.base.cells import shown as shown_by_cell
from mlpcore.panels.base.found import Found
from mlpcore.panels.base.kernel_loop import AFTER, AHEAD, BREATH, FRAME, SLOW, kernel_loop
from mlpcore.panels.base.messages import MessageError, action
from mlpcore.panels.base.scripts import SCRIPT
from mlpcore.panels.base.site_links import has_site, link
from mlpcore.panels.base.state_codes import Kind, encode, refuse_own
from mlpcore.panels.base.state_words import names_of, told
from mlpcore.views.parts import page, theme, tools
from mlpcore.views.parts.accessibility import plain
from mlpcore.views.parts.html import LIVE, Context, Node, render
from mlpcore.views.parts.labels import FIELDS
from mlpcore.views.parts.page import frame
from mlpcore.views.parts.plots import Style
from mlpcore.views.parts.svg import address

OF_TRAITS = ("_trait", "_cross", "_holding")  # how attributes of the widget itself begin
UNDRAWN = "that could not be drawn, so all is as it was before: {}"
STATE, FOOT = frame(page.STATE), frame(page.FOOT)


class BasePanel(anywidget.AnyWidget):
    """Regions of HTML on a page; every message of a person's is answered once it is drawn."""

    _esm = SCRIPT
    _css = theme.css()
    word = ""  # the panel's name in `panels` and in its code
    state: Any  # a frozen dataclass: all that a person can change
    kinds: ClassVar[dict[str, Kind]] = {}  # what a code holds of it
    usual: ClassVar[dict[str, Any]] = {}  # what a code need not say
    reshaping: frozenset[str] = frozenset()  # keys that set what other controls there are
    has: frozenset[str] = frozenset()  # steps, plays, covers, asks: what its tools and keys are for

    label = traitlets.Unicode("panel").tag(sync=True)
    frame = traitlets.Unicode().tag(sync=True)
    regions = traitlets.Dict().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)  # PNG bytes by name, for <img data-picture="name">
    answered = traitlets.Int(0).tag(sync=True)  # how many messages of a person's
    running = traitlets.Bool(False).tag(sync=True)  # while true the page asks for `do_tick`
    ahead = traitlets.Int(0).tag(sync=True)  # pictures that will come without being asked for
    dark = traitlets.Bool(False).tag(sync=True)  # JupyterLab's theme, for pictures
    large = traitlets.Bool(False).tag(sync=True)  # on a projector: pictures with larger type
    fresh = traitlets.Int(0).tag(sync=True)  # when it changes, controls go where Python has them
    covered: Any = traitlets.List().tag(sync=True)  # quantities whose numbers are hidden
    formulas = traitlets.Bool(True).tag(sync=True)  # whether formulas are shown
    at_end = traitlets.Bool(False).tag(sync=True)
    pace = traitlets.Int(1400).tag(sync=True)

    def __init__(self, frame: str = "", **traits: Any) -> None:
        self._sent: dict[str, str | bytes] = {}  # regions and pictures as the page has them
        self._turn = 0
        self._due = self._busy = 0.0  # when the last picture was, until when a person is at work
        super().__init__(frame=STATE + frame + FOOT, **traits)
        self.trouble = ""
        self.found = Found()
        self.held = False  # whether a person has the controls, see `holds`
        self._shows_code = self._shows_words = False
        self._link: Node = None  # to the site, as it was when it was asked for
        self.on_msg(self._on_message)
        shown_by_cell(self)
        self.observe(lambda _: self._redraw(), ["dark", "large"])

    @property
    def style(self) -> Style:
        """How pictures are drawn."""
        return Style(self.dark, self.large)

    @property
    def goes_on(self) -> bool:
        """Whether what runs may go on by itself: each answer must be long, see messages.js."""
        return False

    @property
    def context(self) -> Context:
        """How regions are written."""
        return LIVE

    def act(self, do: str, **what: Any) -> None:
        """Do what a person did; what is refused is said in the panel and changes nothing."""
        self._answer(do, what)

    def _answer(self, do: object, what: dict[str, Any]) -> None:
        """What nobody can have sent by a click is dropped, with a line in the log."""
        try:
            doing = action(self, do, what)
        except MessageError as unfit:
            self.log.warning("%s: dropped a message: %s", self.label, unfit)
            return
        self.begins(str(do), what)
        if do not in ("settle", "look"):  # a number that is looked at on leaving the box
            self.trouble = ""
        before = self._now()
        try:
            try:
                doing(**what)
            except (ValueError, TypeError, LookupError, ModuleNotFoundError) as refusal:
                self.trouble = self.refused(refusal)
            self.held = self.holds(str(do), what.get("key"))
            self.draw()
        except Exception as error:
            self._go_back(before, error)

    def begins(self, do: str, what: dict[str, Any]) -> None:
        """Take note of what is about to be done."""

    def _redraw(self) -> None:
        """Draw the same in another style; where that fails the page keeps what it has."""
        try:
            self.draw()
        except Exception as error:
            self._go_back(self._now(), error)

    def _now(self) -> dict[str, Any]:
        """All that it holds but for what is on the page, and the switches that a person has."""
        held = {name: each for name, each in vars(self).items() if not name.startswith(OF_TRAITS)}
        return {"formulas": self.formulas} | {
            name: copy(each) if isinstance(each, list | dict) else each
            for name, each in held.items()
        }

    def _go_back(self, before: dict[str, Any], error: Exception) -> None:
        """Be as before what could not be computed or drawn, stand still, and say so."""
        self.log.warning("%s: what was done could not be drawn", self.label, exc_info=error)
        for name, each in before.items():
            setattr(self, name, each)
        self.running = self.held = False
        named = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        self.trouble = UNDRAWN.format(named)
        try:
            self.draw()
        except Exception:  # not even as it was: the page keeps what it has
            self.regions = self.regions | {"trouble": render(said(self.trouble), self.context)}

    def holds(self, do: str, key: object = None) -> bool:
        """Whether after this message the controls stay on the page as the person has them.

        They do while one drags a control, refused or not, and while something runs. After all else,
        also when a drag has settled, they are drawn as Python has them: a page that is loaded anew
        has what was drawn last. So they are once a control has been moved that changes which others
        there are.
        """
        if do == "set":
            return bool(self.trouble) or key not in self.reshaping
        return do == "tick" and self.running

    def refused(self, refusal: Exception) -> str:
        """How a refusal is said."""
        return str(refusal)

    def do_settle(self) -> None:
        """A drag has ended: what was refused is still said."""

    def do_type(self, key: str, index: list[int], value: str) -> None:
        """Set a number that a person typed, as people write numbers: a change of its own."""
        self.do_set(key, index, number(value))
        self.do_settle()

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set one number; LookupError where there is none of that name."""
        raise LookupError(f"{self.label}: {key} cannot be set")

    def draw(self) -> None:
        """Draw every region anew; those that come out the same are left alone on the page."""
        raise NotImplementedError

    def show(
        self, regions: dict[str, Node], controls: Callable[[], dict[str, Node]], **traits: Any
    ) -> None:
        """Put regions and traits on the page, and the controls unless a person holds them."""
        held, self.held = self.held, False  # of one message, never of what Python does by itself
        with self.hold_sync():
            self.fresh += not held
            for name, value in traits.items():
                setattr(self, name, value)
            drawn: dict[str, Node] = {
                **regions,
                **({} if held else controls()),
                "spoken": plain(str(regions.get("spoken", ""))),
                "trouble": said(self.trouble),
                "tools": self.tools(),
                "keys": tools.keys(self._able),
                "code": self._code_shown(),
                "link": self._link,
                "words": tools.words() if self._shows_words else None,
            }
            fresh = {name: self._written(name, node) for name, node in drawn.items()}
            self.regions = {**(self.regions if held else {}), **fresh}

    def _written(self, name: str, node: Node) -> str:
        """A region as text; one whose node is the very same as before is not written again."""
        parts = node, self.context.book
        # plain texts: marimo sends a text of a subclass as an object
        return self.found.of(f"written: {name}", parts, lambda: str(render(node, self.context)))

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """What the page is sent: each region and each picture by itself, if it is another.

        Without a key all of them. In the place of both dictionaries stands a number that grows.
        """
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        for kind in {"regions", "pictures"} & state.keys():
            parts = {f"{kind[:-1]}:{name}": part for name, part in state[kind].items()}
            news = {name: part for name, part in parts.items()
                    if key is None or self._sent.get(name) != part}  # fmt: skip
            self._sent |= news
            self._turn = state[kind] = self._turn + 1
            state |= {name: part if isinstance(part, str) else address("png", part)
                      for name, part in news.items()}  # fmt: skip
        return state

    def tools(self, **switches: bool) -> Node:
        """The row of tools below the panel."""
        shown = {"formulas": self.formulas, "words_shown": self._shows_words, **switches}
        return tools.tools(self._able, code=self._code_tool(), **shown)

    @property
    def _able(self) -> frozenset[str]:
        """What its tools and keys are for."""
        return self.has | {"site"} if self.kinds and has_site() else self.has

    def do_words(self) -> None:
        """Show the glossary, or put it away."""
        self._shows_words = not self._shows_words

    # --- a code that brings back exactly this ---------------------------------------------------

    def recipe(self) -> dict[str, Any]:
        """All that a panel like this one is made of; ValueError where a code cannot hold it."""
        return {**told(self.state), **self.beside()}

    def functions(self) -> Iterable[Activation | Loss]:
        """The activations and losses that it shows, or offers in a menu."""
        return ()

    def beside(self) -> dict[str, Any]:
        """What a code holds beside the state: the place where one is, for example."""
        return {}

    @classmethod
    def from_recipe(cls, recipe: dict[str, Any]) -> Self:
        """The panel of a recipe: built of what its constructor takes, then brought to the rest."""
        taken = recipe.keys() & signature(cls.__init__).parameters
        panel = cls(**{name: recipe[name] for name in taken})
        names = names_of(type(panel.state))
        rest = {names[each]: recipe[each] for each in (recipe.keys() & names.keys()) - taken}
        if rest:
            panel.begin(replace(panel.state, **rest))
        panel.resume(recipe)
        panel.draw()
        return panel

    def begin(self, state: Any) -> None:
        """Start from a state, with nothing to take back."""
        raise NotImplementedError

    def resume(self, recipe: dict[str, Any]) -> None:
        """Be brought to what a recipe holds beside the state."""

    @property
    def code(self) -> str:
        """A line that `panels.restore` turns into this panel again, on any machine."""
        if not self.kinds:
            raise ValueError(f"there is no code for the {self.label.lower()}")
        for each in self.functions():
            refuse_own(each)
        recipe = self.recipe().items()
        said = {name: value for name, value in recipe if not self._is_usual(name, value)}
        return encode(self.word, said, self.kinds)

    def _is_usual(self, name: str, value: Any) -> bool:
        """Whether a code need not say it; −0 is not 0, though they are equal."""
        if name not in self.usual or value != self.usual[name]:
            return False
        write = self.kinds[name].write
        return write(value) == write(self.usual[name])

    def do_code(self) -> None:
        """Show the code, or put it away."""
        self._shows_code = not self._shows_code and bool(self.code)

    def _code_tool(self) -> bool | None:
        return self._shows_code if self.kinds else None

    def _code_shown(self) -> Node:
        if not self._shows_code:
            return None
        try:
            return tools.code(self.code)
        except ValueError as none:
            return said(str(none))

    def do_link(self) -> None:
        """Show the link to this panel on the site, as a QR code, or put it away."""
        self._link = None if self._link else tools.link(link(self.word, self.code))

    def still(self) -> str:
        """The panel as it is now, as a page that needs no kernel."""
        raise NotImplementedError

    def _on_message(self, _widget: object, content: object, _buffers: object) -> None:
        what = dict(content) if isinstance(content, dict) else {}
        do = what.pop("do", None)
        if do == "pulse":  # only keeps the connection awake, see messages.js
            return
        with self.hold_sync():  # what is drawn and that it is answered are one message
            self.answered += 1
            if do == "tick":
                self._run(what)
            elif do != "hello":  # with which a page asks whether anyone is there
                self._answer(do, what)
                self._busy = perf_counter() + AFTER

    def _run(self, what: dict[str, Any]) -> None:
        """The picture that a page asks for, unless it comes by itself; and a few more."""
        if self.ahead:
            self.ahead = AHEAD
            return
        self._answer("tick", what)
        self._due = perf_counter()
        self.ahead = AHEAD if self.running and self._wakes() else 0

    def _wakes(self) -> bool:
        """Whether the next picture will come by itself when it is due."""
        loop = kernel_loop() if self.goes_on else None
        if loop is None:
            return False
        now = perf_counter()
        frame = FRAME if now > self._busy else SLOW  # a person's next move is not to wait for it
        self._due = max(self._due + frame, now + BREATH)
        loop.call_later(self._due - now, self._go_on)
        return True

    def _go_on(self) -> None:
        """Draw it, if it still runs."""
        with self.hold_sync():
            if self.running:
                self._answer("tick", {})
            self.ahead = self.ahead - 1 if self.running else 0
        if self.ahead:
            self._wakes()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The live panel; without a kernel the same as a picture with its numbers, and as text."""
        live = super()._repr_mimebundle_(**kwargs)
        bundle, metadata = live or ({}, {})
        return {**bundle, "text/plain": str(self), "text/html": self.still()}, metadata


def said(text: str) -> str:
    """A refusal as a sentence, in which a control has the name that a person reads on it."""
    name, space, rest = text.partition(" ")
    if name == "eta":
        return f"η{space}{rest}"
    text = f"{FIELDS[name].says}{space}{rest}" if name in FIELDS else text
    return text if name == "s" else text[:1].upper() + text[1:]
