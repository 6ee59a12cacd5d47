"""The catalogue of slips: lines that are easily written and wrong.

What one can do here: `slips["transposed-weights"]` gives a `Slip`; print it, or let a network
`refute` it; `slips.notes` are those of the notes. A slip is data and one small function; a new one
is one more entry of a list of `slips_of_notes`, `slips_forward`, `slips_backward` or
`slips_descent`, and needs nothing else.
"""

from mlpcore.checks import known
from mlpcore.lesson.slip import Slip
from mlpcore.lesson.slips_backward import SLIPS_BACKWARD
from mlpcore.lesson.slips_descent import SLIPS_OF_DESCENT
from mlpcore.lesson.slips_forward import SLIPS_FORWARD
from mlpcore.lesson.slips_of_notes import SLIPS_OF_THE_NOTES


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
