"""What Python in the browser gets: enough for a panel, the same bytes each time, no more."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mlpcore import panels
from site_builder.build import ASSETS
from site_builder.python_files import CORE, LOADED, archive, pyodide_files, zipped

# As in the browser: no Jupyter, no pictures loaded; what is said to the page is written down.
IN_THE_BROWSER = """
import json, sys
from types import ModuleType
sys.path.insert(0, {files!r})
class Absent:
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in ("anywidget", "ipywidgets", "IPython", "PIL", "matplotlib"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent)
said = []
sys.modules["page"] = ModuleType("page")
sys.modules["page"].post = lambda kind, text: said.append((kind, json.loads(text)))
exec(open({host!r}).read(), globals())
begin("step", {code!r}, "https://my.edu/mlp/")
receive(json.dumps({{"set": {{"dark": False}}, "catchUp": [{{"do": "go", "to": 2}}]}}))
receive(json.dumps({{"message": {{"do": {do!r}}}}}))
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, unpacked."""
    folder = tmp_path_factory.mktemp("files")
    zipfile.ZipFile(io.BytesIO(archive())).extractall(folder)
    return folder


def said(files: Path, code: str | None = None, do: str = "next") -> list[list]:
    """What a panel says when it is opened at its third step and led on by one."""
    host = str(ASSETS / "host.py")
    script = IN_THE_BROWSER.format(files=str(files), host=host, code=code, do=do)
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=files
    )
    return json.loads(run.stdout)


def test_a_panel_opens_where_the_page_is_and_answers(files: Path) -> None:
    (opened, traits), answer = said(files)
    assert opened == "opened"
    assert "3 of 16" in traits["regions"]["buttons"]
    assert answer[0] == "traits"
    assert answer[1]["answered"] == traits["answered"] + 1
    assert "4 of 16" in answer[1]["regions"]["buttons"]


def test_a_code_brings_its_panel(files: Path) -> None:
    (_, traits), *_ = said(files, panels.softmax([1.0, 2.0]).code)
    assert traits["label"] == "Softmax panel"


def test_the_qr_code_of_a_page_leads_to_this_site(files: Path) -> None:
    _, (_, answer) = said(files, do="link")
    assert 'href="https://my.edu/mlp/panels/step.html?code=step+' in answer["regions"]["link"]


def test_a_code_is_never_run_as_python(files: Path) -> None:
    (kind, text), *_ = said(files, "__import__('os').system('true')")
    assert kind == "refused"
    assert text


def test_two_archives_are_the_same_bytes() -> None:
    assert archive() == archive()


def test_the_order_and_the_date_of_files_are_not_in_a_zip() -> None:
    assert zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})


def test_what_is_taken_of_pyodide_is_what_panels_load(tmp_path: Path) -> None:
    packages = {
        name: {"file_name": f"{name}.whl", "depends": ["six"] if name == "matplotlib" else []}
        for name in (*LOADED, "six", "scipy")
    }
    (tmp_path / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    for name in (*CORE, *(f"{name}.whl" for name in packages)):
        (tmp_path / name).write_bytes(b"-")
    taken = pyodide_files(tmp_path)
    assert set(taken) == {"pyodide-lock.json", *CORE, *(f"{name}.whl" for name in (*LOADED, "six"))}
    assert set(json.loads(taken["pyodide-lock.json"])["packages"]) == {*LOADED, "six"}


def test_a_release_that_lacks_a_file_is_refused_by_its_name(tmp_path: Path) -> None:
    packages = {name: {"file_name": f"{name}.whl", "depends": []} for name in LOADED}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    with pytest.raises(ValueError, match=r"has no .*numpy\.whl"):
        pyodide_files(tmp_path)
