"""An extra that is missing is named, wherever it is require first."""

import subprocess
import sys

import pytest

from mlpcore.lesson.extras import require
from tests import ROOT

WITHOUT = "import sys; sys.modules['{package}'] = None; "


def said_without(package: str, code: str) -> str:
    """The last line of an error, where a package is not installed."""
    program = WITHOUT.format(package=package) + code
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (run.stderr.splitlines() or [""])[-1]


@pytest.mark.parametrize(
    ("package", "code", "who"),
    [
        ("anywidget", "from mlpcore import panels", "mlpcore.panels"),
        ("ipywidgets", "import mlpcore.panels.presets", "mlpcore.panels"),
        ("latex2mathml", "import mlpcore; mlpcore.views", "mlpcore.views"),
        ("mistune", "from mlpcore.panels import step", "mlpcore.views"),
        ("PIL", "from mlpcore import panels; panels.training().still()", "a picture"),
        ("matplotlib", "from mlpcore import panels; str(panels.training())", "a picture"),
    ],
)
def test_panels_and_views_name_the_extra_panels(package: str, code: str, who: str) -> None:
    mend = 'which comes with the extra panels: pip install "mlpcore[panels]"'
    assert said_without(package, code) == f"ModuleNotFoundError: {who} needs {package}, {mend}"


@pytest.mark.parametrize("package", ["anywidget", "jinja2", "matplotlib", "jupyterlab"])
def test_the_lesson_needs_none(package: str) -> None:
    assert said_without(package, "from mlpcore import lesson; lesson.worksheet().key") == ""


def test_what_is_installed_is_loaded() -> None:
    require("a test", "panels", "ipywidgets", "anywidget")
    with pytest.raises(ModuleNotFoundError, match="a test needs no_such") as refused:
        require("a test", "panels", "ipywidgets", "no_such")
    assert refused.value.name == "no_such"
