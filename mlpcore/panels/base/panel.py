"""The stage: one anywidget that shows regions of HTML and reports what a person does.

Subclass `BasePanel`, draw `regions`, and give a method `do_NAME` for each thing
a person can do. A refusal (`ValueError`, `TypeError`, `LookupError`) is shown in the panel, in
words, and the panel goes on as it was. While `running`, the page asks for a `do_tick` after each
picture: no thread, no backlog, and nothing runs on when the page is gone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self

import anywidget
import traitlets

from mlpcore.panels.base.state_codes import Kind, encode
from mlpcore.views.parts import theme, tools
from mlpcore.views.parts.accessibility import plain
from mlpcore.views.parts.html import LIVE, Context, Node, render
from mlpcore.views.parts.plots import Style

HANDS_ON = ("set", "tick")  # while these come, a control is where the person has it, refused or not


SCRIPTS = ("covers.js", "projector.js", "sight.js", "stage.js")  # in this order, as one script
CONTROLS = (  # what stands below the picture of nearly every panel
    '<div class="mlp-trouble" data-region="trouble" role="alert"></div>'
    '<div class="mlp-controls"><div class="mlp-buttons" data-region="buttons"></div>'
    '<div class="mlp-sliders" data-region="sliders"></div></div>'
    '<div class="mlp-visually-hidden" data-region="spoken" aria-live="polite"></div>'
)
FOOT = (
    '<div class="mlp-tools" role="toolbar" aria-label="Tools" data-region="tools"></div>'
    '<div class="mlp-region-code" data-region="code"></div>'
    '<div class="mlp-region-words" data-region="words"></div>'
    '<div class="mlp-region-keys" data-region="keys"></div>'
)


class BasePanel(anywidget.AnyWidget):
    """Regions of HTML on a page; every message of a person's is answered once it is drawn."""

    _esm = "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SCRIPTS)
    _css = theme.css()
    word = ""  # the panel's name in `panels` and in its code
    kinds: ClassVar[dict[str, Kind]] = {}  # what a code holds of it
    usual: ClassVar[dict[str, Any]] = {}  # what a code need not say
    has: frozenset[str] = frozenset()  # steps, plays, covers, asks: what its tools and keys are for

    label = traitlets.Unicode("panel").tag(sync=True)
    frame = traitlets.Unicode().tag(sync=True)
    regions = traitlets.Dict().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)  # PNG bytes by name, for <img data-picture="name">
    running = traitlets.Bool(False).tag(sync=True)  # while true the page asks for `do_tick`
    dark = traitlets.Bool(False).tag(sync=True)  # JupyterLab's theme, for pictures
    large = traitlets.Bool(False).tag(sync=True)  # on a projector: pictures with larger type
    fresh = traitlets.Int(0).tag(sync=True)  # when it changes, controls go where Python has them
    covered: Any = traitlets.List().tag(sync=True)  # quantities whose numbers are hidden
    formulas = traitlets.Bool(True).tag(sync=True)  # whether formulas are shown
    at_end = traitlets.Bool(False).tag(sync=True)
    pace = traitlets.Int(1400).tag(sync=True)

    def __init__(self, frame: str = "", **traits: Any) -> None:
        super().__init__(frame=frame + FOOT, **traits)
        self.trouble = self.trouble_before = ""
        self.controls_stay = False
        self._controls: dict[str, Node] = {}
        self._shows_code = self._shows_words = False
        self.on_msg(self._on_message)
        self.observe(lambda _: self.draw(), ["dark", "large"])

    @property
    def style(self) -> Style:
        """How pictures are drawn."""
        return Style(self.dark, self.large)

    @property
    def context(self) -> Context:
        """How regions are written."""
        return LIVE

    def act(self, do: str, **what: Any) -> None:
        """Do what a person did; what is refused is said in the panel and changes nothing."""
        self.trouble_before, self.trouble = self.trouble, ""
        self.controls_stay = do in HANDS_ON
        try:
            getattr(self, f"do_{do}")(**what)
        except (ValueError, TypeError, LookupError) as refusal:
            self.trouble = self.refused(refusal)
        if do == "tick":  # while it runs, nobody's typing is disturbed
            self.controls_stay = self.running
        self.draw()

    def refused(self, refusal: Exception) -> str:
        """How a refusal is said."""
        return str(refusal)

    def do_settle(self) -> None:
        """A drag has ended: what was refused is still said, and its control goes back."""
        self.trouble = self.trouble_before
        self.controls_stay = not self.trouble

    def draw(self) -> None:
        """Draw every region anew; those that come out the same are left alone on the page."""
        raise NotImplementedError

    def show(
        self, regions: dict[str, Node], controls: Callable[[], dict[str, Node]], **traits: Any
    ) -> None:
        """Put regions and traits on the page, and the controls where no finger is on them."""
        fresh = not (self.controls_stay and self._controls)
        if fresh:
            self._controls = controls()
        self.controls_stay = False
        with self.hold_sync():
            self.fresh += fresh
            for name, value in traits.items():
                setattr(self, name, value)
            drawn: dict[str, Node] = {
                **regions,
                **self._controls,
                "spoken": plain(str(regions.get("spoken", ""))),
                "trouble": said(self.trouble),
                "tools": self.tools(),
                "keys": tools.keys(self.has),
                "code": self._code_shown(),
                "words": tools.words() if self._shows_words else None,
            }
            self.regions = {name: render(node, self.context) for name, node in drawn.items()}

    def tools(self, **switches: bool) -> Node:
        """The row of tools below the panel."""
        shown = {"formulas": self.formulas, "words_shown": self._shows_words, **switches}
        return tools.tools(self.has, code=self._code_tool(), **shown)

    def do_words(self) -> None:
        """Show the glossary, or put it away."""
        self._shows_words = not self._shows_words

    # --- a code that brings back exactly this ---------------------------------------------------

    def recipe(self) -> dict[str, Any]:
        """All that a panel like this one is made of; ValueError where a code cannot hold it."""
        raise NotImplementedError

    @classmethod
    def from_recipe(cls, recipe: dict[str, Any]) -> Self:
        """The panel of a recipe."""
        return cls(**recipe)

    @property
    def code(self) -> str:
        """A line that `panels.restore` turns into this panel again, on any machine."""
        recipe = self.recipe().items()
        said = {name: value for name, value in recipe if value != self.usual.get(name)}
        return encode(self.word, said, self.kinds)

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

    def still(self) -> str:
        """The panel as it is now, as a page that needs no kernel."""
        raise NotImplementedError

    def _on_message(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("do") == "pulse":  # only keeps the connection awake, see stage.js
            return
        what = dict(content)
        try:
            self.act(str(what.pop("do")), **what)
        finally:
            self.send({"answered": True})

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The live panel; without a kernel the same as a picture with its numbers, and as text."""
        live = super()._repr_mimebundle_(**kwargs)
        bundle, metadata = live or ({}, {})
        return {**bundle, "text/plain": str(self), "text/html": self.still()}, metadata


def said(text: str) -> str:
    """A refusal as a sentence."""
    return text[:1].upper() + text[1:]
