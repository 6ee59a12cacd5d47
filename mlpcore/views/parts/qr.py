"""QR codes: an address as a picture that a phone reads.

`qr(address)` draws one, black on white in every theme, with the quiet zone that readers need.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from mlpcore.lesson.extras import require
from mlpcore.views.parts.html import Raw, e, escape
from mlpcore.views.parts.svg import Drawing

QUIET = 4  # modules of white on each side, as the standard asks
WIDEST = 97  # modules, of version 20: finer ones are not read from a last row
TOO_LONG = "this panel needs {:,} letters, more than a QR code that can be read from afar holds"


def qr(address: str) -> Drawing:
    """The QR code of an address; ValueError where it is too fine to be read from afar.

    ModuleNotFoundError where segno is not installed.
    """
    require("a QR code", "lecture", "segno")
    import segno

    code = segno.make_qr(address.encode(), error="l", mode="byte")
    if len(code.matrix) > WIDEST:
        raise ValueError(TOO_LONG.format(len(address)))
    size = len(code.matrix) + 2 * QUIET
    body = (
        e("rect", width=size, height=size, fill="#ffffff"),
        e("path", d="".join(_runs(code.matrix)), fill="#000000", shape_rendering="crispEdges"),
    )
    return Drawing(str(size), str(size), Raw(escape(address)), body, kind="mlp-qr")


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Each run of black modules in a row as a box."""
    for y, row in enumerate(matrix, QUIET):
        x = QUIET
        for black, run in groupby(row):
            n = len(list(run))
            if black:
                yield f"M{x} {y}h{n}v1h-{n}z"
            x += n
