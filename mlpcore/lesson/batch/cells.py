"""Index formulas of a batch: one number of it from the samples' own numbers.

`cell(batch, key, index)` gives the `Cell` of any entry of any quantity of a `Trace`. What is of one
sample has the formula that it has alone; sums and means are over samples.
"""

from dataclasses import replace

from mlpcore.lesson.notation.batch_symbols import SAMPLES, is_of_a_sample
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps import quantities
from mlpcore.lesson.steps.expression import Cell, Chain, Number
from mlpcore.lesson.steps.trace import Trace

SHARED = ("dW", "db", "eps")  # the kinds of which every sample has a share


def cell(batch: Trace, key: str, index: Index = ()) -> Cell:
    """The index formula of one entry; KeyError or IndexError where there is no such entry."""
    target = batch.number(key, index)
    return Cell(target, *_chains(batch, key, index))


def sources(shown: Cell) -> dict[str, list[Index]]:
    """The entries that any stage of the formula reads: the factors, the shares, and their sum."""
    chains = (shown.formula, *shown.between)
    return Cell(shown.target, tuple(token for chain in chains for token in chain)).sources


def _chains(batch: Trace, key: str, index: Index) -> tuple[Chain, tuple[Chain, ...]]:
    """The formula, and what stands between it and the value."""
    frame, inner = Key(key).frame_and_inner
    if frame == "running" and index[0] > 1:
        return _shares(batch, inner, index[1:], index[0]), ()
    if is_of_a_sample(key):
        shown = _alone(batch, inner if frame in SAMPLES else key, index)
        return shown.formula, shown.between
    if Key(inner).kind in SHARED and frame in ("", "sum"):
        return _over_samples(batch, inner, index, mean=not frame)
    if frame in ("new", "new_sum") and inner != "eps":
        return _updated(batch, inner, index, "sum:" if frame == "new_sum" else ""), ()
    return (), ()


def _alone(batch: Trace, key: str, index: Index) -> Cell:
    """The formula in the sample's own pass, with the sample's number ahead of every index."""
    p = index[0]
    shown = quantities.cell(batch.rows[p - 1], key, index[1:])
    chains = [tuple(_placed(t, p) for t in chain) for chain in (shown.formula, *shown.between)]
    return replace(shown, formula=chains[0], between=tuple(chains[1:]))


def _placed(token: str | Number, p: int) -> str | Number:
    if isinstance(token, str) or not is_of_a_sample(token.key):
        return token
    return replace(token, index=(p, *token.index))


def _over_samples(
    batch: Trace, key: str, index: Index, mean: bool
) -> tuple[Chain, tuple[Chain, ...]]:
    """Σ_p z_i⁽ᵖ⁾ δ_j⁽ᵖ⁾, divided by n where it is a mean; then the shares, then their sum."""
    n, samples = batch.number("n"), range(1, len(batch) + 1)
    factors = _summed([_alone(batch, key, (p, *index)).formula for p in samples])
    shares = _shares(batch, key, index, len(batch))
    stages = {"eps": [shares], "db": [factors], "dW": [factors, shares]}[Key(key).kind]
    if not mean:
        return stages[0], tuple(stages[1:])
    divided: list[Chain] = [("(", *stage, ") / ", n) for stage in stages]
    return divided[0], (*divided[1:], (batch.number(f"sum:{key}", index), " / ", n))


def _shares(batch: Trace, key: str, index: Index, upto: int) -> Chain:
    """The samples' own numbers, from 1 to `upto`, added up."""
    return _summed([(batch.number(f"own:{key}", (p, *index)),) for p in range(1, upto + 1)])


def _summed(terms: list[Chain]) -> Chain:
    """The terms with a plus between them."""
    return terms[0] + tuple(token for term in terms[1:] for token in (" + ", *term))


def _updated(batch: Trace, key: str, index: Index, frame: str) -> Chain:
    """W − η ∇W, or W − η Σ ∇W; the same for b."""
    gradient = batch.number(f"{frame}d{key}", index)
    return batch.number(key, index), " − ", batch.number("eta"), "·", gradient
