"""Names as software reads them out: no underscores, and what stands on a control is in them."""

import pytest

from mlpcore.views.parts.accessibility import name, plain
from mlpcore.views.parts.html import e, nodes, render, text_of


def test_names_are_said_without_the_underscores_of_typing() -> None:
    """Only names: text, data and code stay as they are written."""
    code = e("code", "my_delta_h")
    assert render(e("td", code, aria_label="δ_h, yours", data_quantity="delta_1")) == (
        '<td aria-label="δ h, yours" data-quantity="delta_1"><code>my_delta_h</code></td>'
    )
    assert render(e("img", alt="ε along W_h[1,1]")) == '<img alt="ε along W h[1,1]"/>'
    assert plain("Step 8: δ_h, W_oᵀ, my_delta_h, _x, y_") == (
        "Step 8: δ h, W oᵀ, my delta h, _x, y_"
    )


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("Next ▶", "Next step"),
        ("▷ Play", "Play or pause"),
        ("|◀", "First step"),  # nothing that could be spoken
        ("net<sub>z</sub>", "step 1: net_z, net input"),
        ("<i>z</i><sup>1</sup>", "step 2: z¹, output"),
        ("<i>o</i>", "step 4: o, output of the output layer"),
    ],
)
def test_a_name_that_holds_what_is_shown_is_left_alone(shown: str, said: str) -> None:
    """Also where an index is written in another way."""
    assert name(text_of(nodes(shown)), said) == said


@pytest.mark.parametrize(
    ("shown", "said", "whole"),
    [
        ("Same weights", "Back to the start", "Same weights: Back to the start"),
        ("<i>o</i>", "topic 1, shares of 1", "o: topic 1, shares of 1"),
        ("Apply V &amp; go", "Start over", "Apply V & go: Start over"),
    ],
)
def test_else_what_is_shown_comes_first(shown: str, said: str, whole: str) -> None:
    """A letter inside a word does not count."""
    assert name(text_of(nodes(shown)), said) == whole
