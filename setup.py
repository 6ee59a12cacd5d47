"""What pyproject.toml cannot say about a wheel and an sdist.

They hold the notebooks without their outputs, made from notebooks/, where they stand once. And
where a workflow of GitHub builds them, they know where they come from: links and pictures of the
README lead there, so that they work on any page.
"""

import os
import re
import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
COPIES = runpy.run_path(str(ROOT / "mlpcore" / "commands" / "own_copy.py"))
OF_A_COPY = re.compile(r"^## (?:From|In |Alone|The house|How|To).*?(?=^## )", re.M | re.S)
CODE_OR_LINK = re.compile(r"`[^`]*`|(!?)(\[[^]]*\])\((?!\w+:|#)([^)]+)\)")


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


def home() -> str:
    """The page of the project, which a workflow of GitHub names; '' elsewhere."""
    names = [os.environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")]
    return "/".join(names) if all(names) else ""


def readme() -> str:
    """README.md without what only a copy of the project has, with links and pictures of this
    version where the project's page is known.
    """
    text = OF_A_COPY.sub("", (ROOT / "README.md").read_text(encoding="utf-8"))
    version = os.environ.get("GITHUB_SHA", "HEAD")

    def absolute(link: re.Match[str]) -> str:
        picture, words, path = link.groups()
        if path is None:  # what looks like a link in a line of code
            return link[0]
        return f"{picture}{words}({home()}/{'raw' if picture else 'blob'}/{version}/{path})"

    return CODE_OR_LINK.sub(absolute, text) if home() else text


setup(
    cmdclass={"build_py": BuildWithNotebooks},
    long_description=readme(),
    long_description_content_type="text/markdown",
    project_urls={
        name: home() + path
        for name, path in {
            "Source": "",
            "Changelog": "/blob/HEAD/CHANGELOG.md",
            "Issues": "/issues",
        }.items()
        if home()
    },
)
