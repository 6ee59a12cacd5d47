"""Every line of docs/cases.md is what the product says."""

import doctest
from pathlib import Path

import pytest

from tests import ROOT

CASES = ROOT / "docs" / "cases.md"


def test_each_case_says_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = CASES.read_text("utf-8").replace("\n```\n", "\n\n```\n")  # an output ends in a blank
    examples = doctest.DocTestParser().get_doctest(text, {}, "cases.md", str(CASES), 0)
    said: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert results.attempted > 30
    assert said == []


def test_the_page_has_each_kind() -> None:
    lines = CASES.read_text("utf-8").splitlines()
    headings = [line[3:] for line in lines if line.startswith("## ")]
    assert headings[:3] == ["Answers", "Numbers as people write them", "Data"]
    assert headings[-1] == "When nothing appears"
