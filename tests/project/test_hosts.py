"""docs/hosts.md: the tests, files, extras and commands that it names are there."""

import re
import tomllib

from mlpcore.commands import COMMANDS
from tests import ROOT

PAGE = (ROOT / "docs" / "hosts.md").read_text("utf-8")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]
HOSTS = ("Notebook 7", "Voila", "VS Code", "Colab", "marimo", "JupyterLite", "Binder")


def rows() -> list[list[str]]:
    """The table of hosts, a list of cells each."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][1:]


def test_each_host_has_its_row_and_its_reason() -> None:
    names = " ".join(row[0] for row in rows())
    assert [host for host in HOSTS if host not in names] == []
    judged = ("tested", "tried", "not tried", "[an open report](", "the files")
    assert [row[0] for row in rows() if not row[3].startswith(judged)] == []


def test_what_is_said_to_be_tested_names_a_test_that_is_there() -> None:
    for row in rows():
        named = re.findall(r"`(tests/[\w/.]+)`|`make (\w+)`", row[3])
        assert named or not re.search(r"(?<!not )tested", row[3]), row[0]
        for path, target in named:
            makefile = (ROOT / "Makefile").read_text("utf-8")
            assert (ROOT / path).exists() if path else f"\n{target}:" in makefile


def test_the_files_extras_and_commands_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", PAGE) if "://" not in link]
    assert links
    assert all((ROOT / "docs" / link).is_file() for link in links)
    named = re.findall(r"mlpcore(?:-[\w.-]+whl)?\[(\w+)\]", PAGE)
    assert {"panels", "notebooks", "lecture", "fast"} <= set(named) <= set(EXTRAS)
    assert set(re.findall(r"`mlpcore (\w+)", PAGE)) <= set(COMMANDS)
