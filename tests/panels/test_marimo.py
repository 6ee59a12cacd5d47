"""The example for marimo runs there: docs/marimo_app.py."""

import runpy

import pytest

from mlpcore.panels import StepPanel
from tests import ROOT


def test_the_app_shows_a_panel_with_the_learning_rate_of_its_slider() -> None:
    pytest.importorskip("marimo")  # `make colab` installs it
    app = runpy.run_path(str(ROOT / "docs" / "marimo_app.py"))["app"]
    outputs, shared = app.run()
    panel = outputs[-1].widget
    assert isinstance(panel, StepPanel)
    assert panel.state.eta == shared["eta"].value == 0.5
