"""What is installed: a wheel with all that it needs, an sdist with all of the project."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

import pytest

from tests import NOTEBOOKS, ROOT

MOST = 600_000  # bytes, the notebooks apart: they grow with the lecture
BUILD = "from setuptools import build_meta as b; print(b.build_{kind}({folder!r}))"
NOT_OF_THE_PROJECT = {".git", ".venv", "build", "my-notebooks", "shots", "mlpcore.egg-info"}
WORKFLOW = {"GITHUB_SERVER_URL": "https://example.org", "GITHUB_REPOSITORY": "someone/mlpcore",
            "GITHUB_SHA": "abc"}  # fmt: skip
ORIGINALS = "mlpcore/commands/originals/"


def run(command: list[str], folder: Path, **environment: str) -> str:
    """What a command says, in a folder, without this machine's settings of Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def setuptools(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the setuptools that pyproject.toml asks for."""
    folder = str(tmp_path_factory.mktemp("setuptools"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "setuptools>=77"]
    if subprocess.run(pip, capture_output=True, check=False).returncode:
        if os.environ.get("CI"):
            raise AssertionError("pip cannot install setuptools")
        pytest.skip("pip reaches no setuptools")
    return folder


@pytest.fixture(scope="module")
def built(setuptools: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist, what it holds, and the wheel that is built of that."""
    place = tmp_path_factory.mktemp("built")
    project, unpacked = place / "project", place / "unpacked"
    shutil.copytree(ROOT, project, ignore=lambda _, names: NOT_OF_THE_PROJECT & set(names))
    sdist = place / build("sdist", project, place, setuptools)
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (inside,) = unpacked.iterdir()
    wheel = place / build("wheel", inside, place, setuptools)
    return {"sdist": sdist, "inside": inside, "wheel": wheel}


def build(kind: str, project: Path, place: Path, setuptools: str) -> str:
    """Build it into a place, as a workflow of GitHub does; the name of the file."""
    code = BUILD.format(kind=kind, folder=str(place))
    command = [sys.executable, "-c", code]
    return run(command, project, PYTHONPATH=setuptools, **WORKFLOW).splitlines()[-1]


def metadata(wheel: zipfile.ZipFile) -> Message:
    """What a page about the package is made of."""
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return HeaderParser().parsestr(wheel.read(name).decode())


@pytest.fixture
def wheel(built: dict[str, Path]) -> Iterator[zipfile.ZipFile]:
    """The wheel, opened."""
    with zipfile.ZipFile(built["wheel"]) as opened:
        yield opened


@pytest.mark.long
def test_the_wheel_is_small(built: dict[str, Path], wheel: zipfile.ZipFile) -> None:
    inside = wheel.infolist()
    notebooks = [each.compress_size for each in inside if each.filename.startswith(ORIGINALS)]
    assert built["wheel"].stat().st_size - sum(notebooks) < MOST
    assert max(notebooks) < 30_000


def test_the_wheel_holds_all_of_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    kinds = {".py", ".js", ".css", ".jinja", ".woff2", ".typed", ".txt"}
    files = {path for path in (ROOT / "mlpcore").rglob("*") if path.suffix in kinds}
    files |= {ROOT / "mlpcore" / "commands" / "overrides.json"}
    package = {path.relative_to(ROOT).as_posix() for path in files}
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert package - inside == set()
    assert all(name.startswith(ORIGINALS) for name in inside - package)


def test_the_wheel_has_the_notebooks_without_outputs(wheel: zipfile.ZipFile) -> None:
    inside = [name for name in wheel.namelist() if name.startswith(ORIGINALS)]
    names = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert sorted(Path(name).name for name in inside) == names
    for name in inside:
        cells = json.loads(wheel.read(name))["cells"]
        original = json.loads((NOTEBOOKS / Path(name).name).read_text("utf-8"))["cells"]
        assert [cell["source"] for cell in cells] == [cell["source"] for cell in original]
        assert [cell for cell in cells if cell.get("outputs")] == []


def test_the_core_needs_numpy_and_the_panels_no_jupyterlab(wheel: zipfile.ZipFile) -> None:
    needs = metadata(wheel).get_all("Requires-Dist", [])
    assert [need for need in needs if "extra" not in need] == ["numpy>=2.0"]
    of_panels = [need for need in needs if 'extra == "panels"' in need]
    assert any(need.startswith("anywidget") for need in of_panels)
    assert [need for need in of_panels if "jupyterlab" in need] == []


def test_pictures_and_links_of_the_readme_work_on_any_page(wheel: zipfile.ZipFile) -> None:
    """They lead to the files of this version in the project that built it."""
    page = re.sub("`[^`]*`", "", str(metadata(wheel).get_payload()))
    links = re.findall(r"(!?)\[[^]]*\]\(([^)]+)\)", page)
    assert [link for _, link in links if not link.startswith(("https://", "#"))] == []
    at_home = [link for _, link in links if link.startswith("https://example.org/")]
    home = re.compile("https://example.org/someone/mlpcore/(?:blob|raw)/abc/(.+)")
    found = [home.fullmatch(link) for link in at_home]
    assert len(found) > 10
    assert all(each and (ROOT / each[1].partition("#")[0]).exists() for each in found)
    assert [link for picture, link in links if picture and "/raw/" not in link] == []
    assert metadata(wheel)["Description-Content-Type"] == "text/markdown"
    assert "Source, https://example.org/someone/mlpcore" in metadata(wheel).get_all("Project-URL")


@pytest.mark.long
def test_the_installed_command_gives_the_notebooks(
    built: dict[str, Path], setuptools: str, tmp_path: Path
) -> None:
    """Without the project anywhere near: from the wheel alone, made once and never written over."""
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    run([*pip, "--target", str(site), str(built["wheel"])], work)
    command = site / "bin" / "mlpcore"
    mlpcore = [sys.executable, str(command)]
    said = run([*mlpcore, "notebooks", "mine"], work, PYTHONPATH=str(site))
    names = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert said.splitlines() == [f"{name}: copied into mine" for name in names]
    assert sorted(path.name for path in (work / "mine").iterdir()) == names
    said = run([*mlpcore, "notebooks", "mine"], work, PYTHONPATH=str(site))
    assert said == "nothing is new in mine\n"
    where = run([sys.executable, "-c", "import mlpcore; print(mlpcore.__file__)"], work,
                PYTHONPATH=str(site))  # fmt: skip
    assert Path(where.strip()).is_relative_to(site)


@pytest.mark.long
def test_the_sdist_holds_the_whole_project(built: dict[str, Path]) -> None:
    """Its tests run: what git has, the sdist has."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    assert [name for name in names if not (built["inside"] / name).is_file()] == []
    tests = ["test_network", "project/test_habits", "project/test_readme", "commands"]
    paths = [str(next((built["inside"] / "tests").glob(f"{each}*"))) for each in tests]
    run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths], built["inside"])
