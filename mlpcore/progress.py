"""What a training tells of its progress: nothing, each record to a function, or tqdm's bar."""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mlpcore.checks import flag
from mlpcore.stopping import Epoch

Report = Callable[[Epoch], object]


@contextmanager
def reporter(progress: bool | Report, epochs: int) -> Iterator[Report]:
    """Give the function that is called with each record; a bar goes on a line of its own.

    Parameters
    ----------
    progress
        A function, True for the bar (UserWarning where tqdm is not installed), or False.
    epochs
        How many there will be at most.

    Examples
    --------
    >>> seen = []
    >>> with reporter(seen.append, 1) as report:
    ...     report(Epoch(1, 0.5, 0.1))
    >>> seen
    [Epoch(1, loss=0.5, gradient_norm=0.1)]
    """
    if callable(progress) or not flag("progress", progress):
        yield progress if callable(progress) else lambda record: None
        return
    try:
        from tqdm.auto import tqdm  # type: ignore[import-untyped]  # it has no types
    except ImportError:
        warnings.warn("progress=True draws its bar with tqdm, which is not installed", stacklevel=5)
        yield lambda record: None
        return
    with tqdm(total=epochs, unit="epoch", disable=sys.stderr is None) as bar:

        def show(record: Epoch) -> None:
            bar.set_postfix_str(f"loss {record.loss:.4g}", refresh=False)  # in ASCII
            bar.update()

        yield show
