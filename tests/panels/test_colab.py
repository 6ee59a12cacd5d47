"""In Colab: what its page needs to show a widget that is not its own comes with each panel."""

import sys
from types import SimpleNamespace

import pytest

from mlpcore import panels

VIEW = "application/vnd.jupyter.widget-view+json"
MANAGER = "https://example.org/manager.js"


def test_a_panel_tells_colab_which_manager_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    colab = SimpleNamespace(
        enable_custom_widget_manager=lambda: None,
        _widgets=SimpleNamespace(_installed_url=MANAGER),
    )
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    bundle = panels.softmax([1, 2])._repr_mimebundle_()
    assert bundle is not None
    shown, metadata = bundle
    assert {VIEW, "text/html", "text/plain"} == set(shown)
    assert metadata[VIEW]["colab"]["custom_widget_manager"]["url"] == MANAGER
