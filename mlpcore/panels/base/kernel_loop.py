"""Where a kernel answers, what runs may go on by itself, for a few pictures that a page asks for.

At each message JupyterLab draws its toolbar anew, which costs a page more than a picture.
"""

import asyncio

AHEAD = 5  # pictures that come by themselves once one was asked for
FRAME = 0.032  # seconds between two of them
BREATH = 0.004  # seconds after one, in which what a person does is heard
SLOW = 0.1  # seconds between two of them while a person moves something,
AFTER = 0.25  # and so many seconds longer


def kernel_loop() -> asyncio.AbstractEventLoop | None:
    """The loop in which a kernel answers; None in marimo, a page's own Python and a script."""
    try:
        loop = asyncio.get_running_loop()
        from IPython import get_ipython
    except (RuntimeError, ImportError):
        return None
    return loop if hasattr(get_ipython(), "kernel") else None
