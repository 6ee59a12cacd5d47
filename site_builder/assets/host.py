"""Runs in the browser: stands in for anywidget, opens a panel, and passes on what is said.

What the page needs of anywidget is small: traits go out, messages come in. `ipywidgets` and
`IPython` are asked for things that only a notebook has, and answer that there are none.
"""

import json
import os
import sys
from contextlib import contextmanager
from types import ModuleType

import traitlets
import traitlets.log
from page import post  # the worker's


class AnyWidget(traitlets.HasTraits):
    """A widget that speaks to one page."""

    def __init__(self, **traits):
        self._answers, self._held, self._opened = [], None, False
        super().__init__(**traits)
        self.observe(self._changed, names=traitlets.All)

    def synced(self):
        """The traits that the page knows."""
        return {name: getattr(self, name) for name in self.trait_names(sync=True)}

    def open(self):
        """Show all of it, and from now on what changes."""
        self._opened = True
        say("opened", self.synced())

    def _changed(self, change):
        if change["name"] not in self.trait_names(sync=True) or not self._opened:
            return
        if self._held is None:
            say("traits", {change["name"]: change["new"]})
        else:
            self._held[change["name"]] = change["new"]

    @contextmanager
    def hold_sync(self):
        """Say what changes meanwhile all at once."""
        if self._held is not None:
            yield
            return
        self._held = {}
        try:
            yield
        finally:
            held, self._held = self._held, None
            if held:
                say("traits", held)

    def on_msg(self, answer):
        """Call it with every message of the page's."""
        self._answers.append(answer)

    def hear(self, message):
        """A message of the page's."""
        for answer in self._answers:
            answer(self, message, [])

    @property
    def log(self):
        """Where a panel writes what could not be drawn."""
        return traitlets.log.get_logger()


def say(kind, traits):
    """Traits as JSON, pictures as addresses that hold them."""
    from mlpcore.views.parts.svg import address

    pictures = {name: address("png", png) for name, png in traits.get("pictures", {}).items()}
    post(kind, json.dumps({**traits, **({"pictures": pictures} if "pictures" in traits else {})}))


def stand_in(name, **what):
    """A module of that name with these things in it."""
    sys.modules[name] = ModuleType(name)
    vars(sys.modules[name]).update(what)


stand_in("anywidget", AnyWidget=AnyWidget)
stand_in("ipywidgets", Widget=AnyWidget)
stand_in("IPython", get_ipython=lambda: None, version_info=(9,))  # Matplotlib asks for it


def begin(kind, code, site):
    """Open the panel of a code, or else the one of the page of that kind; refusals are said.

    `site` is where this page stands, to which its QR code leads.
    """
    global panel
    os.environ["MLPCORE_SITE"] = site
    from site_showcase import SHOWCASE

    from mlpcore.panels import restore

    panel = SHOWCASE[kind].make()
    if code:
        try:
            panel = restore(code)
        except (ValueError, TypeError, LookupError) as refusal:
            post("refused", json.dumps(str(refusal)))


def of_python():
    """The modules of Python itself that are loaded, as a list for the page."""
    return [name for name in sys.modules if name.split(".")[0] in sys.stdlib_module_names]


def receive(text):
    """What the page says: traits to set, messages, and a way to go before the panel is shown."""
    said = json.loads(text)
    with panel.hold_sync():
        for name, value in said.get("set", {}).items():
            setattr(panel, name, value)
    if "message" in said:
        panel.hear(said["message"])
    if "catchUp" in said:
        for message in said["catchUp"]:
            panel.act(message.pop("do"), **message)
        panel.open()
