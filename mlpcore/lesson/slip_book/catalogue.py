"""The catalogue of slips: lines that are easily written and wrong.

`slips["transposed-weights"]` gives a `Slip`; print it, or let a network `refute` it; `slips.notes`
are those of the notes. A slip is data and one small function; a new one is one more entry of a list
of `of_notes`, `forward`, `backward` or `descent`, and needs nothing else.
"""

from mlpcore.checks import expect, known
from mlpcore.lesson.slip_book.backward import SLIPS_BACKWARD
from mlpcore.lesson.slip_book.descent import SLIPS_OF_DESCENT
from mlpcore.lesson.slip_book.forward import SLIPS_FORWARD
from mlpcore.lesson.slip_book.of_notes import SLIPS_OF_THE_NOTES
from mlpcore.lesson.slip_book.slip import Slip


class Catalogue(dict[str, Slip]):
    """The slips by id; KeyError names the nearest one."""

    @property
    def notes(self) -> "Catalogue":
        """The slips of the notes alone."""
        return Catalogue((name, slip) for name, slip in self.items() if slip.notes)

    def __missing__(self, name: object) -> Slip:
        try:
            return known("slip", name, dict(self))
        except (TypeError, ValueError) as error:
            raise KeyError(str(error)) from None

    def __repr__(self) -> str:
        return "\n".join(f"{slip.id}: {slip.title}" for slip in self.values())


SLIPS = [*SLIPS_OF_THE_NOTES, *SLIPS_FORWARD, *SLIPS_BACKWARD, *SLIPS_OF_DESCENT]

slips = Catalogue((slip.id, slip) for slip in SLIPS)


def slip_of(slip: str | Slip) -> Slip:
    """The slip of that id, or the slip itself; KeyError if unknown, TypeError for what is no id."""
    return slip if isinstance(slip, Slip) else slips[expect("slip", slip, str, "a name")]
