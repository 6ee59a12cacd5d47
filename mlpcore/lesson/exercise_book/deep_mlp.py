"""The exercises of notebook 03: many layers, epochs, stopping, the bottleneck.

Read `EXERCISES`.
"""

from functools import lru_cache

from mlpcore import datasets
from mlpcore.checks import Array
from mlpcore.lesson.exercise_book import draws
from mlpcore.lesson.exercise_book.cases import chain, deep, deep_square, two_samples
from mlpcore.lesson.exercise_book.exercise import (
    Exercise,
    Mistake,
    design,
    quantity,
    shape,
    spot,
    whole,
)
from mlpcore.lesson.training.comparisons import first_stop
from mlpcore.network import MLP
from mlpcore.stopping import Epoch, no_improvement
from mlpcore.training import batches, train

COUNTED = MLP([4, 6, 5, 3])
CODES = 20  # rows that an encoder is to tell apart


@lru_cache(maxsize=1)
def run_of_section_8() -> tuple[Epoch, ...]:
    """The records of the run that section 8 of the notebook looks at."""
    X, Y = datasets.moons(n=100, noise=0.1)
    small = MLP([2, 8, 1], ["tanh", "sigmoid"], seed=0)
    return tuple(train(small, X, Y, eta=0.5, epochs=12).records)


def _steps(rows: int, batch: int) -> int:
    """The descents of one epoch, counted."""
    X, Y = datasets.moons(n=rows)
    return sum(1 for _ in batches(MLP([2, 1], seed=0), X, Y, 0.5, batch))


def _patience() -> int:
    """The smallest patience that lets the run of section 8 go on to its end."""
    records = run_of_section_8()
    return next(n for n in range(1, 20) if first_stop(records, no_improvement(n)) is None)


def _not_the_smallest(given: Array) -> str:
    n = _whole(given)
    stopped = first_stop(run_of_section_8(), no_improvement(n))
    if stopped:
        return f"with patience {n} the run stops at epoch {stopped}"
    return "" if n == _patience() else f"with {n} it does not stop, but less would do"


def _bits() -> int:
    """The fewest units of 0 or 1 that tell the rows apart."""
    return next(n for n in range(1, 99) if 2**n >= CODES)


def _not_the_fewest(given: Array) -> str:
    n = min(_whole(given), 99)
    if 2**n < CODES:
        return f"with {n} there are only {2**n} different codes: too few for {CODES} rows"
    return "" if 2 ** (n - 1) < CODES else f"{n} units are enough, but fewer would do"


def _whole(given: Array) -> int:
    """A whole number above 0; ValueError says what came instead."""
    if given.size != 1 or float(given.flat[0]) != int(given.flat[0]) or given.flat[0] < 1:
        raise ValueError("expected one whole number above 0")
    return int(given.flat[0])


def _size(kind: list[Array]) -> int:
    return sum(part.size for part in kind)


def _steps_of_an_epoch(rows: int = 150, batch: int = 20) -> Exercise:
    """How many descents an epoch has."""
    full, rest = divmod(rows, batch)
    return Exercise(
        "03-4",
        "steps",
        "does the last batch have as many rows as the others?",
        f"{rows} rows, batches of {batch}. How many descents are there in one epoch?",
        whole(
            lambda: _steps(rows, batch),
            Mistake(lambda: rows // batch, "then some rows are never used: there is a rest"),
            Mistake(lambda: rows / batch, "half a step is a step of its own, with fewer rows"),
            Mistake(lambda: rows, "that is online, one row a step"),
            Mistake(lambda: batch, "that is how many rows a batch has"),
        ),
        (
            "One descent for each batch.",
            "How many full batches are there, and is anything left over?",
            f"{full} · {batch} = {full * batch}. The last batch may be smaller.",
        ),
        f"{full} full batches and one of {rest} rows.",
        vary=lambda source: _steps_of_an_epoch(*draws.rows_and_batch(source)),
    )


EXERCISES = (
    Exercise(
        "03-1",
        "a shape",
        "between which two layers does it stand?",
        "In a 4-6-5-3 network, what is the shape of $W_2$? Write (rows, columns).",
        shape(
            lambda: COUNTED.W[2].shape,
            Mistake(lambda: COUNTED.W[2].T.shape, "that is W₂ᵀ"),
            Mistake(lambda: COUNTED.W[1].shape, "that is W₁: the first one is W₀"),
            Mistake(lambda: COUNTED.W[0].shape, "that is W₀"),
        ),
        (
            "Layer 0 is the input. Which layers are 2 and 3?",
            "W_l leads from layer l to layer l + 1.",
            "Layer 2 has 5 units, layer 3 has 3. Rows are where from.",
        ),
        "From layer 2, with 5 units, to layer 3, with 3.",
    ),
    Exercise(
        "03-2",
        "count",
        "how many of them are biases?",
        "How many weights and biases does that network have in all?",
        whole(
            lambda: _size(COUNTED.W + COUNTED.b),
            Mistake(lambda: _size(COUNTED.W), "those are the weights alone"),
            Mistake(lambda: _size(COUNTED.b), "those are the biases alone"),
            Mistake(lambda: _size(COUNTED.W + COUNTED.b) + 4, "the inputs have no bias"),
        ),
        (
            "Three matrices, three biases.",
            "Matrices: 4·6, 6·5, 5·3. A bias for each unit that computes something.",
            "24 + 30 + 15, plus 6 + 5 + 3.",
        ),
        "4·6 + 6 + 6·5 + 5 + 5·3 + 3.",
    ),
    Exercise(
        "03-3",
        "one step back",
        "does $\\delta$ grow or shrink on this step?",
        "A chain of single units, sigmoid, with every net input 0. All weights are 2, and "
        "$\\delta^3 = 0.125$. Compute $\\delta^2$, as a list of one number.",
        quantity("delta_2", chain),
        (
            "δ^l = (W_l δ^{l+1}) ⊙ f′(net_l). Which l?",
            "What is the slope of the sigmoid at 0?",
            "2 · 0.125, times 0.25.",
        ),
        "(2 · 0.125) · ¼.",
    ),
    _steps_of_an_epoch(),
    Exercise(
        "03-5",
        "repair a line",
        "what carries $\\delta$ from one layer to the one below?",
        "The second line below passes $\\delta$ back from layer 3 to layer 2 of `square`, runs, "
        "and is wrong. Run it, read the verdict, repair it.",
        quantity("delta_2", deep_square),
        (
            "Compare the line with the corrected formula of section 3.",
            "The weights between layer 2 and layer 3 are missing.",
            "`square.W[2] @ bwd.delta[3]` is what arrives at layer 2.",
        ),
        "`(square.W[2] @ bwd.delta[3]) * square.f[2].derivative(fwd.net[2])`.",
        by_code=True,
    ),
    Exercise(
        "03-6",
        "a criterion",
        "what does patience count?",
        "`no_improvement(n)` looked at the run of section 8. What is the smallest patience $n$ "
        "that would *not* have stopped it within its 12 epochs?",
        design("a whole number", _patience, _not_the_smallest, many=False),
        (
            "Patience 3 stopped it at epoch 6. Would 4 have?",
            "Try one in a cell: `comparisons.first_stop(run.records, stopping.no_improvement(2))`.",
            "Go up from 3 until that cell gives nothing.",
        ),
        "With one less, the run is still stopped.",
    ),
    Exercise(
        "03-7",
        "a bottleneck",
        "more or fewer than for 8 rows?",
        "With units that are only ever 0 or 1, how many units does an encoder of 20 rows need "
        "at least?",
        design("a whole number", _bits, _not_the_fewest, many=False),
        (
            "Each row needs a code of its own.",
            "n units of 0 or 1 can say 2·2·…·2 different things.",
            "2⁴ = 16 and 2⁵ = 32. Which is enough for 20?",
        ),
        "The first power of 2 that is not below 20.",
    ),
    Exercise(
        "03-8",
        "a batch",
        "do the two samples pull in the same direction?",
        "One linear unit with $w = 0.5$ and $b = 0$ learns from a batch of two: $x = 1$ with "
        "$y = 0$, and $x = 3$ with $y = 2$. What is $\\nabla W_0$? Write it as `[[…]]`.",
        quantity("dW_0", two_samples),
        (
            "First each sample alone: its output, its δ, its product x δ.",
            "The outputs are 0.5 and 1.5, so δ is 0.5 and −0.5.",
            "The products are 0.5 and −1.5. The gradient of a batch is their mean.",
        ),
        "The mean of 1 · 0.5 and 3 · (−0.5).",
    ),
    Exercise(
        "03-9",
        "each its own",
        "does $\\delta$ know how large the batch is?",
        "The same batch: what is $\\delta^1$, one row for each sample? Write it as `[[…], […]]`.",
        quantity("delta_1", two_samples),
        (
            "δ of a sample does not know of the other samples.",
            "The unit is linear, so δ = o − y.",
            "0.5 − 0 and 1.5 − 2, each in a row of its own.",
        ),
        "o − y for each row; the mean is taken later, in ∇W and ∇b.",
    ),
    spot(
        "03-10",
        "deep-delta-without-weights",
        deep,
        [
            (
                r"\mathrm{net}_{i+1} = W_i^{\mathsf T} z^i + b_i",
                "it is the forward pass of one layer",
            ),
            (
                r"\nabla W_l = z^l \cdot (\delta^{l+1})^{\mathsf T}",
                "it is the outer product of the signal at the start and the δ at the end",
            ),
            (
                r"\nabla b_l = \delta^{l+1}",
                "b_l belongs to the units of layer l + 1",
            ),
        ],
        2,
        (
            "Write the shapes of a 2-3-2-3-1 network under each line.",
            "⊙ needs two of the same shape. Are all layers equally wide?",
            "From net_l to net_{l+1} the way leads through the weights. Which line forgot them?",
        ),
    ),
)
