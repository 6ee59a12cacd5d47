"""What is typed in a terminal: `mlpcore lab`, `notebooks`, `worksheets` and `collect`.

A command is a module with a `HELP`, `options(parser)`, and `run(asked)`, which gives what the
program ends with: 0 when all is done, 1 when something is missing or refused; 2 stands for
arguments that cannot be, 130 for an interruption.
"""

import argparse
import io
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import current_thread, main_thread

from mlpcore.commands import collect, lab, notebooks, worksheets

COMMANDS = {
    "lab": lab, "notebooks": notebooks, "worksheets": worksheets, "collect": collect,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; gives what it ends with."""
    _say_what_a_terminal_can()
    asked, others = _parser().parse_known_args(arguments)
    refuse = asked.parser.error
    if others and asked.command is not lab:
        refuse(f"unknown: {' '.join(others)}")
    asked.others = others
    try:
        with _ending_tidily():
            return int(asked.command.run(asked))
    except (OSError, ImportError) as failed:
        print(f"mlpcore: {failed}", file=sys.stderr)
        return 1
    except (ValueError, TypeError) as wrong:
        refuse(str(wrong))
        return 2
    except KeyboardInterrupt:
        print("\nmlpcore: interrupted", file=sys.stderr)
        return 130


def _say_what_a_terminal_can() -> None:
    """A letter that the terminal's encoding lacks is a question mark, and ends nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def _ending_tidily() -> Iterator[None]:
    """To be told to end (SIGTERM) is an interrupt: what was begun is cleared away."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
