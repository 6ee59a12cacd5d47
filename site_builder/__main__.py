"""Build the site: `python -m site_builder OUT`; `--pyodide FOLDER` brings Python to its panels."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from site_builder.build import build


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives what it ends with."""
    parser = argparse.ArgumentParser(prog="python -m site_builder", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write the site into")
    parser.add_argument("--pyodide", type=Path, metavar="FOLDER", help="a release of Pyodide")
    asked = parser.parse_args(arguments)
    if asked.pyodide and not (asked.pyodide / "pyodide.mjs").is_file():
        parser.error(f"--pyodide {asked.pyodide}: no pyodide.mjs is there")
    for line in build(asked.out, asked.pyodide):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
