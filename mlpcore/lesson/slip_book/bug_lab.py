"""The bug lab: a slip switched on, in one pass.

`bugged(mlp, x, y, eta, slip="transposed-weights")` walks through a pass in which every line that
the slip spoils is written as the slip has it; what follows is computed from that, so that the
gradient check turns red at the slip and below it. `possible(trace)` lists the slips that can be
made in a pass.
"""

from collections.abc import Iterable

from mlpcore.checks import Array
from mlpcore.lesson.slip_book.catalogue import slip_of, slips
from mlpcore.lesson.slip_book.marked_walk import Mark, MarkedWalk, spread
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.overrides import Claim, cancels
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough
from mlpcore.network import MLP

GOES_ON = "the pass goes on with the true line"


def bugged(
    mlp: MLP,
    x: object,
    y: object,
    eta: float = 0.5,
    slip: str | Slip = "transposed-weights",
    named: bool = False,
    notation: str = "notes",
) -> MarkedWalk:
    """Walk through I-V for one sample with a slip switched on, its steps marked.

    Where shapes clash the pass goes on with the true line. KeyError for an unknown slip,
    ValueError where the network has nothing that it is about; else errors as for `walkthrough`.
    """
    slip = slip_of(slip)

    def claim(trace: Trace, key: str) -> Array | None:
        return slip.value(trace, key) if slip.applies(trace, key) else None

    trace = Trace.of_sample(mlp, x, y, eta, named, notation).judging(claim)
    walk = Walkthrough(trace)
    made = [step.key for step in walk if step.key in trace.claims]
    if not made:
        raise ValueError(f"the slip {slip.id!r} cannot be made here: {mlp} has nothing of the kind")
    marks = {key: _mark(slip, trace.claims[key], cancels(trace, key)) for key in made}
    return MarkedWalk(walk, spread(walk, trace, marks))


def possible(trace: Trace) -> list[Slip]:
    """The slips that can be made in such a pass, in the order of the catalogue."""
    return possible_at(Walkthrough(trace))


def possible_at(steps: Iterable[Step]) -> list[Slip]:
    """The slips that can be made at these steps of a pass."""
    places = [(step.trace, step.key) for step in steps]
    return [slip for slip in slips.values() if any(slip.applies(*place) for place in places)]


def _mark(slip: Slip, claim: Claim, cancels: bool) -> Mark:
    """How the slip turned out at one step."""
    by, given = f"the slip {slip.id}", claim.given
    if claim.clash:
        words = f"{by}: shapes clash; {claim.clash}; {GOES_ON}"
        return Mark("clash", words, claim.true, given, slip, by)
    if claim.right:
        words = f"{by} gives the right numbers here: it is silent where {slip.silent}"
        return Mark("silent", words, claim.true, given, slip, by)
    if cancels:
        words = f"{by} undoes here what was wrong before: right numbers from two wrong lines"
        return Mark("silent", words, claim.true, given, slip, by)
    return Mark("wrong", f"{by}: {slip.title}", claim.true, given, slip, by)
