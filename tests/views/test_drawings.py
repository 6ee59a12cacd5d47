"""The drawings of the step panel and of softmax: what belongs together stands together."""

import numpy as np
import pytest

from tests.helpers.pages import Tag, pages

NETWORKS = ["step", "slip", "wide", "deep"]


def drawings(kind: str, begins: str) -> list[list[Tag]]:
    """Each drawing of a panel whose name begins so, and its shapes."""
    found = [
        [drawing, *drawing.inside]
        for page in pages(kind) for drawing in page
        if drawing.name == "svg" and drawing.attributes["aria-label"].startswith(begins)
    ]  # fmt: skip
    assert found
    return found


def numbers(tag: Tag, *names: str) -> tuple[float, ...]:
    """Some of its measures."""
    return tuple(float(tag.attributes[name]) for name in names)


@pytest.mark.parametrize("kind", NETWORKS)
def test_edges_lead_from_rim_to_rim_and_numbers_stand_in_their_nodes(kind: str) -> None:
    """Names above them; the number and the activation of a layer above all of its nodes."""
    for shapes in drawings(kind, "Network "):
        nodes = [numbers(tag, "cx", "cy", "r") for tag in shapes if tag.name == "circle"]
        layers = sorted({x for x, _, _ in nodes})
        right, left = (
            {(f"{x + side * r:.1f}", f"{y:.1f}") for x, y, r in nodes} for side in (1, -1)
        )
        for tag in shapes:
            if tag.name == "line" and "mlp-edges" in tag.around[-1].classes:
                ends = [f"{each:.1f}" for each in numbers(tag, "x1", "y1", "x2", "y2")]
                assert (ends[0], ends[1]) in right
                assert (ends[2], ends[3]) in left
                assert 0.8 <= float(tag.attributes["stroke-width"]) <= 4
            if tag.name != "text" or "x" not in tag.attributes:
                continue
            x, y = numbers(tag, "x", "y")
            column = [node for node in nodes if abs(node[0] - x) < 0.1]
            if "mlp-value" in tag.classes:
                assert (x, y) in [node[:2] for node in nodes]
            if "mlp-name" in tag.classes:
                assert any(r < cy - y < r + 12 for _, cy, r in column)
            if "mlp-layer" in tag.classes:
                assert column
                assert all(y < cy - r - 10 for _, cy, r in column)
        heads = [tag for tag in shapes if "mlp-layer" in tag.classes]
        assert sum("layer" in tag.texts[0] for tag in heads) == len(layers)


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_number_of_a_badge_is_in_it_and_a_weight_is_on_its_edge(kind: str) -> None:
    """No number of a weight hides a node."""
    for shapes in drawings(kind, "Network "):
        badges = [numbers(tag, "x", "y", "width", "height") for tag in shapes
                  if "mlp-badge" in tag.classes]  # fmt: skip
        nodes = [numbers(tag, "cx", "cy", "r") for tag in shapes if tag.name == "circle"]
        texts = [tag for tag in shapes if "mlp-badge-text" in tag.classes]
        assert len(texts) == len(badges)
        for (x, y, width, height), text in zip(badges, texts, strict=True):
            assert numbers(text, "x", "y") == pytest.approx(
                (x + width / 2, y + height / 2), abs=0.11
            )
            assert width > 5 * len(text.texts[-1])
        for tag in shapes:
            if "mlp-weight" in tag.classes:
                x, y = numbers(tag, "x", "y")
                assert all(np.hypot(x - cx, y - cy) > r for cx, cy, r in nodes)


@pytest.mark.parametrize("kind", ["softmax", "shares", "many shares"])
def test_each_bar_is_as_long_as_its_share_and_its_target_has_a_mark(kind: str) -> None:
    """On a track that is 1 long; the edges of all tracks are 0 and 1."""
    for shapes in drawings(kind, "Shares as bars"):
        rects = [tag for tag in shapes if tag.name == "rect" and "mlp-ground" not in tag.classes]
        values = [tag for tag in shapes if "mlp-value" in tag.classes]
        lines = [numbers(tag, "x1", "y1", "x2", "y2") for tag in shapes if tag.name == "line"]
        edges = sorted(x for x, y, _, end in lines if end - y > 40)
        for track, bar, value in zip(rects[::2], rects[1::2], values, strict=True):
            x, y, width, height = numbers(track, "x", "y", "width", "height")
            assert edges == [x, x + width]
            share = float(value.attributes["data-value"])
            assert numbers(bar, "x", "y", "height") == (x, y, height)
            assert numbers(bar, "width")[0] == pytest.approx(width * share, abs=0.01)
            vx, vy = numbers(value, "x", "y")
            assert vx > x + width
            assert vy == y + height / 2
            [mark] = [line for line in lines if line[1] < vy < line[3] and line[3] - line[1] < 40]
            assert mark[0] == mark[2]
            assert x <= mark[0] <= x + width
        heads = {tag.texts[-1]: numbers(tag, "x", "y")[0] for tag in shapes
                 if tag.name == "text" and "mlp-value" not in tag.classes}  # fmt: skip
        assert [heads["0"], heads["1"]] == edges
        assert {"shares"} < heads.keys()
