"""docs/quality.md: every section says what to run, and what it names is there."""

import re

from tests import ROOT

PAGE = (ROOT / "docs" / "quality.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
A_COMMAND = re.compile(r"`make [\w-]+`|^make [\w-]+$|python -m \w+", re.MULTILINE)


def test_each_section_names_a_command() -> None:
    assert len(SECTIONS) >= 7
    assert [title for title, text in SECTIONS.items() if not A_COMMAND.search(text)] == []


def test_the_targets_modules_and_tests_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?:^|`)make ([\w-]+)", PAGE, re.MULTILINE))
    assert {"test", "test-long", "nbval", "versions"} <= targets
    assert [each for each in targets if f"\n{each}:" not in makefile] == []
    modules = [each.replace(".", "/") for each in re.findall(r"-m (benchmarks[.\w]*)", PAGE)]
    files = [f"{each}.py" if "/" in each else f"{each}/__main__.py" for each in modules]
    files += re.findall(r"tests/[\w/]+\.py", PAGE)
    assert [each for each in files if not (ROOT / each).is_file()] == []


def test_its_figures_of_accessibility_are_those_of_the_page_itself() -> None:
    statement = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
    for says in ("supports", "partially", "not applicable"):
        found = len(re.findall(rf"^\| \d.*\| A+ \| {says} \|", statement, re.MULTILINE))
        assert f"{found} {says}" in SECTIONS["Accessibility"]
