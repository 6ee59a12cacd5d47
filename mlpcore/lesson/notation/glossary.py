"""The glossary: every term once, with its symbol in each book, its meaning and where it is taught.

`glossary["net input"]` gives a `Term`; printed, the glossary is a table, and in a notebook a table
with links. Symbols are those of a network with one hidden layer, so that one sees how each of the
`books` counts: W₀ of the notes is w² in Nielsen and W⁽¹⁾ in Bishop.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mlpcore.checks import known
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.symbols import Notation, Symbol


def heads() -> tuple[str, ...]:
    """The names of the books above their columns, in the order of `BOOKS`."""
    return tuple(book.head for book in BOOKS.values())


@dataclass(frozen=True, repr=False)
class Term:
    """One term: its name, what it means in one sentence, and the heading under which it is taught.

    `key` is that of the quantity, or `f` for an activation; `sign` is what all books write.
    """

    name: str
    meaning: str
    notebook: str
    heading: str
    key: str = ""
    sign: Symbol | None = None

    @property
    def symbols(self) -> list[Symbol | None]:
        """How each book writes it, in the order of `BOOKS`; None where there is no symbol."""
        notations = [Notation(1, name=book) for book in BOOKS]
        if self.key == "f":
            return [notation.function(1) for notation in notations]
        if self.key:
            return [notation.symbol(self.key) for notation in notations]
        return [self.sign for _ in notations]

    @property
    def link(self) -> str:
        """The address of the heading, seen from another notebook."""
        return f"{self.notebook}.ipynb#{self.heading.replace(' ', '-')}"

    def __repr__(self) -> str:
        texts = dict.fromkeys(symbol.text for symbol in self.symbols if symbol)
        written = f" ({', '.join(texts)})" if texts else ""
        return f"{self.name}{written}: {self.meaning} Taught in {self.notebook}: {self.heading}"


class Glossary(dict[str, Term]):
    """The terms by name; KeyError names the nearest one."""

    def __init__(self, terms: Iterable[Term]) -> None:
        super().__init__((term.name, term) for term in terms)

    def __getitem__(self, name: str) -> Term:
        try:
            return known("term", name, dict(self))
        except (TypeError, ValueError) as error:
            raise KeyError(str(error)) from None

    def __repr__(self) -> str:
        rows: list[tuple[str, ...]] = [("term", *heads(), "meaning")]
        for term in self.values():
            symbols = (symbol.text if symbol else "" for symbol in term.symbols)
            rows.append((term.name, *symbols, term.meaning))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
        return "\n".join(
            "  ".join([*map(str.ljust, row[:-1], widths), row[-1]]).rstrip() for row in rows
        )

    def _repr_markdown_(self) -> str:
        lines = [
            f"| {' | '.join(['term', *heads(), 'meaning', 'taught in'])} |",
            "|---" * (3 + len(BOOKS)) + "|",
        ]
        for term in self.values():
            symbols = (f"${symbol.latex}$" if symbol else "" for symbol in term.symbols)
            place = f"[{term.notebook[:2]}, {term.heading}]({term.link})"
            lines.append(f"| {' | '.join([term.name, *symbols, term.meaning, place])} |")
        return "\n".join(lines)


def _sign(text: str, latex: str = "") -> Symbol:
    return Symbol(text, latex or text, text)


START, FORWARD, BACK = "00_start_here", "01_forward_pass", "02_backpropagation"
DEEP, SLOPES, SOFTMAX = "03_deep_mlp", "04_activations", "05_softmax_jacobian"
ADDS_UP, FROM_DELTA = "1 · What one unit adds up", "12 · From delta to the weights"
THE_ERROR = "2 · I and II: forward, and the error"
EPOCH, VANISHING = "5 · One epoch: I to V for every x", "9 · Vanishing and exploding"

# fmt: off
glossary = Glossary([
    # what is given, and what is computed forward
    Term("input", "The numbers that go into the network.", START, "The symbols", "x"),
    Term("target", "What the output should be.", START, "Every symbol", "y"),
    Term("sample", "One input with its target.", START, "Many inputs at once"),
    Term("layer", "Units side by side; the numbers go through one layer after the other.",
         DEEP, "1 · Layers get numbers"),
    Term("hidden layer", "A layer between input and output; the notes call their number h.",
         DEEP, "1 · Layers get numbers"),
    Term("width", "How many units a layer has.", START, "Every symbol"),
    Term("weight", "The factor with which a number goes along a connection.",
         FORWARD, ADDS_UP, "W_0"),
    Term("bias", "A number of a unit's own that it adds to its inputs.",
         FORWARD, "5 · What the bias does", "b_0"),
    Term("net input", "What a unit adds up: inputs times weights, and its bias; Nielsen's weighted "
         "input, Bishop's pre-activation.",
         FORWARD, ADDS_UP, "net_1"),
    Term("activation", "The function that makes a unit's output of its net input.",
         FORWARD, "6 · The activation", "f"),
    Term("output of a unit", "What the activation makes of the net input; Nielsen's activation.",
         FORWARD, "6 · The activation", "z_1"),
    Term("output", "The numbers that come out of the last layer.",
         FORWARD, "10 · The output", "z_2"),
    Term("forward pass", "From the input to the output, layer by layer.",
         FORWARD, "13 · The whole forward pass"),
    # the error and its way back
    Term("error", "How far the output is from the target, as one number; also called loss, "
         "Nielsen's cost, Bishop's error function.",
         BACK, "1 · The error", "eps"),
    Term("half squared error", "Half the squared distance between target and output.",
         BACK, "1 · The error"),
    Term("cross-entropy", "An error for outputs that are shares of 1: minus the targets times the "
         "logs of the outputs.",
         DEEP, THE_ERROR),
    Term("binary cross-entropy", "An error for outputs of which each says yes or no by itself: the "
         "cross-entropy of its two answers, added up over the outputs.",
         DEEP, THE_ERROR),
    Term("chain rule", "The slopes along one path are multiplied; where several paths lead to the "
         "same thing, their products are added up.",
         BACK, "4 · The output layer: two factors"),
    Term("slope of the error", "How the error changes with each output.",
         BACK, "5 · First factor: from the error to the output", "d_o"),
    Term("slope of a unit", "The derivative of its activation at its net input.",
         BACK, "6 · Second factor: the slope of the unit", "slope_1"),
    Term("net gradient", "How the error changes with each net input of a layer; also called delta, "
         "Nielsen's error and Bishop's errors.",
         BACK, "3 · One quantity that deserves a name", "delta_1"),
    Term("backpropagation", "From the net gradient of one layer to that of the layer before it.",
         BACK, "9 · The hidden layer: passing the blame back"),
    Term("elementwise product", "Two vectors of one shape, multiplied entry by entry.",
         START, "Every symbol", sign=_sign("⊙", r"\odot")),
    Term("transpose", "The matrix with its rows and columns exchanged.",
         FORWARD, "3 · Why the transpose?", sign=_sign("ᵀ", r"{}^{\mathsf T}")),
    Term("outer product", "A column times a row: the matrix of all products of their entries.",
         BACK, FROM_DELTA),
    Term("gradient of the weights", "How the error changes with each weight.",
         BACK, FROM_DELTA, "dW_0"),
    Term("gradient of the biases", "How the error changes with each bias.",
         BACK, "13 · And the biases", "db_0"),
    Term("gradient check", "The same gradients once more, from small changes of every weight.",
         BACK, "16 · The gradient check"),
    # learning
    Term("learning rate", "How large a step against the gradient is.",
         BACK, "17 · Gradient descent", "eta"),
    Term("gradient descent", "Every weight and bias moves against its gradient.",
         BACK, "17 · Gradient descent"),
    Term("epoch", "Once through all samples.", DEEP, EPOCH),
    Term("batch", "The samples whose mean gradient makes one step.",
         DEEP, "6 · How many rows a step?"),
    Term("held-out rows", "Samples that are not trained on, only looked at.", DEEP, EPOCH),
    Term("stopping criterion", "A rule that says when learning is to end.",
         DEEP, "8 · When to stop"),
    Term("information bottleneck",
         "A hidden layer narrower than its input, which must compress it.",
         DEEP, "10 · The information bottleneck"),
    Term("code", "What the units of the narrowest layer say for one row.",
         DEEP, "10 · The information bottleneck"),
    # slopes, and softmax
    Term("saturation",
         "Far out the activation is flat: its slope is nearly 0, and little is learnt.",
         SLOPES, "6 · Saturation"),
    Term("vanishing gradient",
         "Many slopes below 1, multiplied, leave the first layers hardly any δ.",
         DEEP, VANISHING),
    Term("Glorot's weights", "Random first weights with mean 0 and variance 2/(m + n), where m and "
         "n are the widths of the two layers that they join.",
         DEEP, VANISHING),
    Term("dead unit", "A ReLU whose net input is not above 0 for any sample: its own weights "
         "no longer move.",
         SLOPES, "8 · A ReLU dies"),
    Term("softmax", "The activation that turns the net inputs of a layer into shares of 1.",
         SOFTMAX, "1 · Shares of 1"),
    Term("Jacobian", "The matrix of all slopes of all outputs of a layer by all its net inputs.",
         SOFTMAX, "6 · The Jacobian", "J_2"),
    Term("slip", "A line that is easily written and wrong; the pages show how it fails.",
         BACK, "11 · A slip: the transpose that stays"),
])
# fmt: on
