"""The site over a slower network: a line carries what it may, and files are sent as by a host."""

import gzip
import urllib.error
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import site
from benchmarks.site import BEHIND, Line

BROWSER = "gzip, deflate, br"
GIVEN = st.lists(st.tuples(st.floats(0, 2), st.integers(1, 100_000)), min_size=2, max_size=20)


def test_two_who_send_at_once_share_the_line() -> None:
    line = Line(rate=1000)
    assert line.until(500, now=100) == pytest.approx(100.5, abs=2 * BEHIND)
    assert line.until(500, now=100) == pytest.approx(101.0, abs=2 * BEHIND)
    assert line.carried == 1000


def test_a_line_that_rested_is_no_quicker_for_it() -> None:
    line = Line(rate=1000)
    line.until(500, now=100)
    assert line.until(2000, now=200) == pytest.approx(202, abs=2 * BEHIND)


@given(GIVEN)
def test_no_piece_arrives_sooner_after_another_than_the_rate_allows(
    given: list[tuple[float, int]],
) -> None:
    line, now, arrived = Line(rate=50_000), 10.0, []
    for later, size in given:
        now += later
        arrived.append((line.until(size, now), size))
    for (before, _), (after, size) in pairwise(arrived):
        assert after - before >= size / 50_000 - 1e-9


@pytest.mark.parametrize(
    ("name", "accepted", "compressed"),
    [
        ("index.html", BROWSER, True),
        ("panel.js", BROWSER, True),
        ("pyodide.asm.mjs", BROWSER, True),
        ("pyodide-lock.json", "gzip;q=1.0", True),
        ("pyodide.asm.wasm", BROWSER, True),
        ("pyodide.asm.wasm", "identity", False),
        ("python_stdlib.zip", BROWSER, False),
        ("numpy-2.4.3-wasm32.whl", BROWSER, False),
        ("picture.png", BROWSER, False),
        ("mathematics.woff2", BROWSER, False),
        ("step.states", BROWSER, False),
    ],
)
def test_text_and_webassembly_are_compressed_and_nothing_else(
    tmp_path: Path, name: str, accepted: str, compressed: bool
) -> None:
    (tmp_path / name).write_bytes(b"many words " * 100)
    body, said = site.held(tmp_path / name).sent(accepted)
    assert ("Content-Encoding" in said) == compressed
    assert (len(body) < 200) == compressed
    assert (gzip.decompress(body) if compressed else body) == b"many words " * 100


def test_a_folder_is_served_and_what_it_carries_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "LATENCY", 0)
    (tmp_path / "below").mkdir()
    (tmp_path / "below/index.html").write_bytes(b"page")
    (tmp_path / "large.whl").write_bytes(b"-" * 100_000)
    with site.served(tmp_path) as host:
        with urllib.request.urlopen(f"{host.address}/below/") as page:
            assert page.read() == b"page"
            assert page.headers["Content-Type"] == "text/html"
        with urllib.request.urlopen(f"{host.address}/large.whl?v=1") as wheel:
            assert wheel.read() == b"-" * 100_000
        assert host.line.carried == 100_004
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{host.address}/nothing.html")


def test_a_folder_that_is_no_site_with_python_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["site", str(tmp_path)])
    with pytest.raises(SystemExit):
        site.main()
    assert "no worker.js is there" in capsys.readouterr().err
