"""What is typed in a terminal: `mlpcore lab`, `mlpcore notebooks`, and what teachers need.

A command is a module with a `HELP`, `options(parser)`, and `run(asked)`, which gives what the
program ends with: 0 when all is done, 1 when something is missing or refused; 2 stands for
arguments that cannot be, 130 for an interruption.
"""

import argparse
import sys
from collections.abc import Sequence

from mlpcore.commands import lab, notebooks, worksheets
from mlpcore.lesson.exercise_book import collect

COMMANDS = {"lab": lab, "notebooks": notebooks, "worksheets": worksheets, "class": collect}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; gives what it ends with."""
    asked, others = _parser().parse_known_args(arguments)
    refuse = asked.parser.error
    if others and asked.command is not lab:
        refuse(f"unknown: {' '.join(others)}")
    asked.others = others
    try:
        return int(asked.command.run(asked))
    except (OSError, ImportError) as failed:
        print(f"mlpcore: {failed}", file=sys.stderr)
        return 1
    except (ValueError, TypeError) as wrong:
        refuse(str(wrong))
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mlpcore", description="Notebooks and worksheets on the multilayer perceptron."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        as_written = argparse.RawDescriptionHelpFormatter
        part = commands.add_parser(
            name, help=command.HELP, description=command.__doc__, formatter_class=as_written
        )
        command.options(part)
        part.set_defaults(command=command, parser=part)
    return parser


__all__ = ["main"]
