"""A private JupyterLab, and notebooks opened in it: for tests, benchmarks and pictures."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
