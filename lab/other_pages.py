"""The same private server with other pages: those of Notebook 7, and Voila's without code."""

import sys

from lab.private_lab import PrivateLab


class PrivateNotebook(PrivateLab):
    """Pages of Notebook 7."""

    def command(self) -> list[str]:
        """The command that starts the server."""
        usual = [each.replace("--LabApp.", "--JupyterNotebookApp.") for each in super().command()]
        return ["notebook" if each == "jupyterlab" else each for each in usual]


class PrivateVoila(PrivateLab):
    """A Voila server in the place of JupyterLab."""

    answers_at = "/"

    def command(self) -> list[str]:
        """The command that starts the server."""
        folder = self.folder / "notebooks"
        own = ["--no-browser", f"--port={self.port}", "--Voila.ip=127.0.0.1"]
        return [sys.executable, "-m", "voila", *own, str(folder)]
