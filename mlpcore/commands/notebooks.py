"""Puts a copy of the notebooks into a folder, to work in: made once, and never written over.

mlpcore notebooks                    copy what is not there yet, and say what is new
mlpcore notebooks PLACE              the same in another folder than my-notebooks
mlpcore notebooks --original 02      get the original of a notebook back, beside one's own
"""

import argparse
from pathlib import Path

from mlpcore.commands.own_copy import copy_new, get_original, with_new_originals

HELP = "copy the notebooks into a folder, say what is new, get an original back"
OWN = Path("my-notebooks")
WHERE = f"the folder in which you work (default: {OWN})"


def options(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked for."""
    parser.add_argument("folder", nargs="?", type=Path, default=OWN, metavar="PLACE", help=WHERE)
    parser.add_argument("--original", metavar="NB", help="the notebook to get back, such as 02")


def run(asked: argparse.Namespace) -> int:
    """Do what is asked, and tell what was done; ValueError for no notebook, or several."""
    if asked.original:
        name, kept = get_original(asked.folder, asked.original)
        print(f"{name} is the original again" + (f"; yours is {kept}" if kept else ""))
    elif not bring_up_to_date(asked.folder):
        print(f"nothing is new in {asked.folder}")
    return 0


def bring_up_to_date(folder: Path) -> bool:
    """Copy what is not there yet, and tell that and what is new; whether there was any."""
    told = [f"{name}: copied into {folder}" for name in copy_new(folder)]
    for name in with_new_originals(folder):
        told.append(
            f"{name}: there is a newer original; "
            f"mlpcore notebooks {folder} --original {name[:2]} gets it and keeps yours"
        )
    print(*told, sep="\n", end="\n" * bool(told))
    return bool(told)
