"""What the lecture says about the gradient of a batch, place by place: words, formula, code.

`places(batch, key, by)` are the places of one gradient (`dW_1`, `db_0`, …) in order: every sample's
own, then their mean or sum (`by`), the same as one product of matrices, and the step of V.
`gradients(batch)` are their keys, `table(batch, key)` the numbers as text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Template

from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import array_text, six
from mlpcore.lesson.notation.symbols import Symbol
from mlpcore.lesson.notation.text import Line
from mlpcore.lesson.steps.trace import Trace

BY = ("mean", "sum")
SAMPLES, STEP = "IV one sample a layer", "V descent"


@dataclass(frozen=True)
class Place:
    """One place: kind and section, symbol, the same where room is `short`, name, words, formula,
    line of code, shapes, a fact, `key`, that of what it shows, and `by`, mean or sum; p is the
    sample, 0 for all of them.
    """

    kind: str
    section: str
    symbol: Symbol
    short: Symbol
    name: str
    words: str
    formula: Line
    code: str
    shapes: str
    fact: str
    key: str
    by: str
    p: int = 0


@dataclass(frozen=True)
class Told:
    """A place before its symbols are put in: $g is ∇W_l, $z is z^l, $d is δ^{l+1}; $zp, $dp, $gp
    are those of sample p; $Z, $D are all samples' rows; $w is W_l, $e is ε. Of z and δ, $c is the
    column of the outer product and $r the row: the notes' z δᵀ is δ zᵀ where units stand in rows;
    $cp, $rp, $C, $R are made of them as above, $m and $k are their lengths, $n_d that of δ. In code
    $g_, $d_, $w_, $c_ and $r_ are the same with their layers, $col and $row without; $i is p as
    Python counts.
    """

    name: str
    words: str
    text: str
    latex: str
    code: str
    shapes: str
    fact: str = ""


T = r"^{\mathsf T}"
LAID = (
    " Its layer goes under those before it, and the layers are added up as in written addition: "
    "each cell with the cells above it."
)
MEAN = (
    "$e of a batch is the mean of its samples' $e, and so its gradient is the mean of theirs: the "
    "sum of the layers, divided once, by n = $n."
)
SUM = (
    "Without the division the sum is left: the gradient of Σ$e, not of the mean $e. How large it "
    "is depends on the number of samples, too, not only on what they say."
)
STEPS = (
    "One η, two steps. With the sum, η acts as if it were n times as large: $n·$eta = $n_eta. "
    "Dividing by n keeps the step from growing with the batch."
)
ROWS = (
    "Write the samples' $z under each other, one row a sample, and their $d too. Row times column "
    "then adds over the samples: the sum of all outer products is one product of two matrices."
)
COLUMNS = (
    "Write the samples' $d under each other, one row a sample. Each column, added up, is an entry "
    "of the sum; a row of ones, as the input of a bias would be, does just that."
)
OWN = "$dp is this sample's own: nothing in it is divided by n"
TWICE = "with each sample twice in the batch, the mean stays as it is and the sum doubles"
NOT_DIVIDED = (
    "the rows of $D are the samples' own $d, not divided by n: divided there as well, the mean "
    "would come out $n times too small"
)

# What stands left of a formula over all samples.
LEFT = {
    "mean": Line("$g = 1/n · ", r"$g = \frac{1}{n} "),
    "sum": Line("Σ $gp = ", r"\sum_{p=1}^{n} $gp = "),
}
OUTER = Line("$cp ($rp)ᵀ", rf"$cp \left($rp\right){T}")
PRODUCT = Line("($C)ᵀ $R", rf"\left($C\right){T} $R")
ONES = Line("(1 … 1) $D", r"\left(1 \cdots 1\right) $D")
SIGMA = Line("Σ ", r"\sum_{p=1}^{n} ")

# fmt: off
SAMPLE = {
    "dW": Told("sample $p: its own outer product",
               "Each sample gives a whole matrix of the shape of $w: its own $c as a column times "
               "its own $r as a row." + LAID,
               f"$gp = {OUTER.text}", f"$gp = {OUTER.latex}",
               "outer($c_[$i], $r_[$i])", "($m)($k)ᵀ → ($m×$k)", OWN),
    "db": Told("sample $p: its own δ",
               "Each sample gives a vector of the shape of $w: its own $d." + LAID,
               "$gp = $dp", "$gp = $dp", "$d_[$i]", "($n_d) → ($n_d)", OWN),
}
# over all samples: what is added up, the same at once, and what is said of that
OVER = {
    "dW": (Line(SIGMA.text + OUTER.text, SIGMA.latex + OUTER.latex), PRODUCT, ROWS),
    "db": (Line(SIGMA.text + "$dp", SIGMA.latex + "$dp"), ONES, COLUMNS),
}
# code of mean or sum, code of the product, and shapes
CODES = {
    ("mean", "dW"): ("$g_ = outer($c_, $r_)",
                     "outer($c_, $r_)  # $col.T @ $row / len($col)",
                     "($m×$n)($n×$k) / $n → ($m×$k)"),
    ("mean", "db"): ("$g_ = mean_row($d_)",
                     "mean_row($d_)  # delta.mean(axis=0)",
                     "(1×$n)($n×$n_d) / $n → ($n_d)"),
    ("sum", "dW"): ("len(x) * outer($c_, $r_)", "$c_.T @ $r_",
                    "($m×$n)($n×$k) → ($m×$k)"),
    ("sum", "db"): ("len(x) * mean_row($d_)", "$d_.sum(axis=0)",
                    "(1×$n)($n×$n_d) → ($n_d)"),
}
DESCENT = {
    "mean": Line("$w ← $w − η · $g", r"$w \leftarrow $w - \eta \cdot $g"),
    "sum": Line("$w ← $w − η · Σ $gp = $w − n·η · $g",
                r"$w \leftarrow $w - \eta \sum_{p=1}^{n} $gp = $w - n\,\eta \cdot $g"),
}
TIMES = {"mean": "", "sum": "len(x) * "}
# fmt: on


def gradients(batch: Trace) -> list[str]:
    """The keys of all gradients, those of the output layer first, as backprop finds them."""
    return [f"{kind}_{l}" for l in range(batch.h, -1, -1) for kind in ("dW", "db")]


def places(batch: Trace, key: str, by: str = "mean") -> list[Place]:
    """Every place of one gradient, in order: the samples, mean or sum, product, step."""
    kind, section = Key(key).kind, f"IV {by}"
    notation, over = batch.batch_notation, key if by == "mean" else f"sum:{key}"
    after = f"{'new' if by == 'mean' else 'new_sum'}:{key[1:]}"
    samples = [("sample", SAMPLES, notation.sample(key, p), notation.short(f"own:{key}", p),
                SAMPLE[kind], f"own:{key}", p) for p in range(1, len(batch) + 1)]  # fmt: skip
    whole, product = _over_samples(kind, by)
    capitals, parameter = _capitals(batch, key), batch.symbol(key[1:])
    rows = [
        *samples,
        ("whole", section, batch.symbol(over), notation.short(over), whole, over, 0),
        ("product", section, capitals, capitals, product, over, 0),
        ("descent", STEP, parameter, parameter, _step(kind, by), after, 0),
    ]
    return [
        Place(kind, section, symbol, short, *_written(batch, told, key, p), shown, by, p)
        for kind, section, symbol, short, told, shown, p in rows
    ]


def _over_samples(kind: str, by: str) -> tuple[Told, Told]:
    """The mean or the sum as a sum over the samples, and as one product."""
    (layers, product, words), left = OVER[kind], LEFT[by]
    code, at_once, shapes = CODES[by, kind]
    return (
        Told(f"the {by} over the batch", {"mean": MEAN, "sum": SUM}[by], left.text + layers.text,
             left.latex + layers.latex, code, shapes, TWICE),
        Told("the same as one product", words, left.text + product.text,
             left.latex + product.latex, at_once, shapes, NOT_DIVIDED),
    )  # fmt: skip


def _step(kind: str, by: str) -> Told:
    """V, with the mean or with the sum."""
    line = DESCENT[by]
    code = f"$w_ = $w_ - eta * {TIMES[by]}$g_"
    name = "a step with the mean, and one with the sum"
    return Told(name, STEPS, line.text, line.latex, code, "$shape − η$shape → $shape")


def _written(batch: Trace, told: Told, key: str, p: int) -> tuple[str, str, Line, str, str, str]:
    """Name, words, formula, code, shapes and fact, with the symbols put in."""
    text, latex = _symbols(batch, key, p)
    name, words, line, shapes, fact = (
        Template(each).substitute(text)
        for each in (told.name, told.words, told.text, told.shapes, told.fact)
    )
    code = Template(told.code).substitute(_names(batch, key, p))
    formula = Line(line, Template(told.latex).substitute(latex))
    return name, words, formula, batch.batch_notation.renamed(code), shapes, fact


def _symbols(batch: Trace, key: str, p: int) -> tuple[dict[str, str], dict[str, str]]:
    """What the letters of `Told` stand for, as text and as LaTeX."""
    n, notation, keys = len(batch), batch.batch_notation, _keys(batch, key)
    symbols = {letter: batch.symbol(each) for letter, each in keys.items()}
    symbols |= {f"{letter}p": notation.sample(keys[letter], p) for letter in "gzdcr"}
    symbols |= {letter.upper(): notation.stack(keys[letter]) for letter in "zdcr"}
    m, k, n_d = (batch.value(keys[letter]).shape[-1] for letter in "crd")
    shape = "×".join(map(str, batch.shown(key).shape))
    plain = {
        "p": p, "n": n, "m": m, "k": k, "n_d": n_d,
        "eta": six(batch.eta), "n_eta": six(n * batch.eta), "shape": f"({shape})",
    }  # fmt: skip
    others = {name: str(value) for name, value in plain.items()}
    text = {name: symbol.text for name, symbol in symbols.items()}
    return others | text, others | {name: symbol.latex for name, symbol in symbols.items()}


def _names(batch: Trace, key: str, p: int) -> dict[str, str]:
    """What the names in the code of `Told` stand for, as `mlpcore` has them."""
    coded = {letter: Key(each) for letter, each in _keys(batch, key, "z_0").items()}
    names = {f"{letter}_": f"{each.kind}[{each.layer}]" for letter, each in coded.items()}
    return names | {"col": coded["c"].kind, "row": coded["r"].kind, "i": str(p - 1)}


def _keys(batch: Trace, key: str, x: str = "x") -> dict[str, str]:
    """The keys of gradient, parameter and error, and of the factors: of which is the column."""
    l = Key(key).l
    z, d = (f"z_{l}" if l else x), f"delta_{l + 1}"
    c, r = (d, z) if batch.turned(key) else (z, d)
    return {"g": key, "w": key[1:], "e": "eps", "z": z, "d": d, "c": c, "r": r}


def _capitals(batch: Trace, key: str) -> Symbol:
    """ZᵀΔ, or Δ for a bias: the label of the product."""
    keys, stack = _keys(batch, key), batch.batch_notation.stack
    if key.startswith("db"):
        return stack(keys["d"]).inside("(1 … 1) {}", "", "(1…1) {}")
    column, row = stack(keys["c"]), stack(keys["r"])
    return row.inside(f"({column.text})ᵀ{{}}", "", f"({column.html})<sup>T</sup>{{}}")


def table(batch: Trace, key: str) -> Iterator[str]:
    """The samples' own gradients, sum, mean and both steps, to six digits, a line each."""
    for place in places(batch, key)[: len(batch)]:
        own = batch.shown(place.key)[place.p - 1]
        yield f"  {place.formula.text} = {array_text(own)}"
    sums = batch.symbol(f"sum:{key}").text
    yield f"  {sums} = {array_text(batch.shown(f'sum:{key}'))}"
    yield f"  {batch.symbol(key).text} = {sums} / {len(batch)} = {array_text(batch.shown(key))}"
    for frame, by in (("new", "mean"), ("new_sum", "sum")):
        symbol, after = batch.symbol(f"{frame}:{key[1:]}"), batch.shown(f"{frame}:{key[1:]}")
        eps = f"{batch.symbol('eps').text} = {six(float(batch.value(f'{frame}:eps')))}"
        yield f"  by the {by}: {symbol.text} = {array_text(after)}, {eps}"
