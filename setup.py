"""What pyproject.toml cannot say: a wheel holds the notebooks, without their outputs.

They are made from notebooks/ when a wheel is built, so that they stand once in the project.
"""

import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
COPIES = runpy.run_path(str(ROOT / "mlpcore" / "commands" / "own_copy.py"))


class BuildWithNotebooks(build_py):
    """Beside the modules, the originals of the notebooks."""

    def run(self) -> None:
        """Build the package; an editable one finds the notebooks where they are."""
        super().run()
        if self.editable_mode:
            return
        folder = Path(self.build_lib) / COPIES["IN_A_WHEEL"].relative_to(ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        for original in sorted(COPIES["IN_THE_PROJECT"].glob("*.ipynb")):
            text = COPIES["cleared"](original)
            (folder / original.name).write_text(text, encoding="utf-8", newline="\n")


setup(cmdclass={"build_py": BuildWithNotebooks})
