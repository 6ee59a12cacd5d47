"""From a panel to its page on a lecturer's site: the link, and where there is none."""

import sys
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcore import MLP, panels
from mlpcore.panels import StepPanel
from mlpcore.panels.base.site_links import SITE, link

SOFTMAX = "softmax net=1,2,0.5 y=1,0,0 ~8gk"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site is set."""
    monkeypatch.setenv(SITE, "https://my.edu/mlp")


@pytest.fixture
def panel() -> StepPanel:
    return panels.step(MLP([2, 3, 2], seed=7), [0.8, -0.4], [1, 0])


@pytest.mark.parametrize(
    "site", ["https://my.edu/mlp", "https://my.edu/mlp/", " https://my.edu/mlp/index.html "]
)
def test_however_the_site_is_written_the_page_is_found(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SITE, site)
    expected = "https://my.edu/mlp/panels/softmax.html?code=softmax+net=1,2,0.5+y=1,0,0+~8gk"
    assert link("softmax", SOFTMAX) == expected


@given(code=st.text(min_size=1))
def test_a_page_reads_the_code_that_was_sent(code: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SITE, "http://localhost:8000")
        query = urlsplit(link("step", code)).query
    assert parse_qs(query, strict_parsing=True) == {"code": [code]}


@pytest.mark.parametrize("wrong", ["my.edu/mlp", "file:///mlp", "https:///mlp", "?"])
def test_what_is_no_address_is_said_in_the_panel(
    wrong: str, panel: StepPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SITE, wrong)
    panel.act("link")
    assert f"MLPCORE_SITE is {wrong!r}: expected" in panel.trouble
    assert panel.regions["link"] == ""


def test_without_a_site_there_is_neither_button_nor_key(
    panel: StepPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SITE, raising=False)
    panel.draw()
    assert 'data-do="link"' not in panel.regions["tools"]
    assert "QR code" not in panel.regions["keys"]
    panel.act("link")
    assert "MLPCORE_SITE is ''" in panel.trouble


def test_the_link_is_of_the_moment_at_which_it_is_asked_for(panel: StepPanel, site: None) -> None:
    pytest.importorskip("segno")
    panel.act("go", to=3)
    assert 'data-do="link"' in panel.regions["tools"]
    assert "QR code" in panel.regions["keys"]
    panel.act("link")
    shown = panel.regions["link"]
    assert f'href="{link("step", panel.code)}"' in shown
    panel.act("go", to=5)
    assert panel.regions["link"] == shown
    panel.act("link")
    assert panel.regions["link"] == ""


def test_a_panel_without_a_code_has_no_link(site: None) -> None:
    made = panels.exercises("01")
    assert 'data-do="link"' not in made.regions["tools"]
    assert "QR code" not in made.regions["keys"]


def test_a_panel_too_large_for_a_qr_code_says_so_and_goes_on(site: None) -> None:
    pytest.importorskip("segno")
    W = np.random.default_rng(1).normal(size=(10, 10))
    mlp = MLP.from_weights([W], [np.zeros(10)], activations="tanh")
    made = panels.step(mlp, np.zeros(10), np.zeros(10))
    made.act("link")
    assert "more than a QR code" in made.trouble
    assert made.regions["link"] == ""
    made.act("next")
    assert (made.at, made.trouble) == (1, "")


def test_without_segno_the_panel_names_the_extra(
    panel: StepPanel, site: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    panel.act("link")
    assert 'pip install "mlpcore[lecture]"' in panel.trouble
    assert panel.regions["link"] == ""
