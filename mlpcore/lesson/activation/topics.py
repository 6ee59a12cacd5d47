"""What the activation panel says, in plain sentences with the numbers of the moment.

`TOPICS` lists what the panel can show; `tell_activation`, `tell_unit_chain` and `tell_unit` give
name, sentence and line of code for one of them; `asked` makes it a question.
"""

from typing import NamedTuple

from mlpcore.lesson.activation.activation_at_point import SATURATED, ActivationAtPoint
from mlpcore.lesson.activation.dead_relu import DeadRelu
from mlpcore.lesson.activation.unit_chain import UnitChain
from mlpcore.lesson.notation.activation_formulas import is_known
from mlpcore.lesson.notation.numbers import brief

# the topics of the panel, in the order of the notebook
TOPICS = {
    "slope": "Slope",
    "letters": "Letters",
    "difference": "Experiment",
    "delta": "Saturation",
    "layers": "Ten layers",
    "unit": "Dead unit",
    "family": "All at once",
}


# what a lecturer asks before the numbers of a topic are shown
QUESTIONS = {
    "slope": "How steep is the curve at this net? Guess a number, then work it out by one route.",
    "letters": "Read the line with z for the argument: what does it give, and what is true?",
    "difference": "Move net by s: which slope comes out from the left, the right, and from both?",
    "delta": "How much of the error that arrives is let through here: nearly all, or hardly any?",
    "layers": "All slopes and weights, multiplied: what is left of δ in the lowest layer?",
    "unit": "Can gradient descent still move this unit? Look at its samples.",
    "family": "The same net for all of them: which puts out most, and which is steepest here?",
}


class Told(NamedTuple):
    """A heading, a sentence or two, and the line of code that computes it."""

    name: str
    sentence: str
    code: str


def tell_activation(look: ActivationAtPoint, topic: str) -> Told:
    """What is to be seen at one net input."""
    f, net = look.f.name, brief(look.net)
    return {
        "slope": lambda: Told(
            f"the slope of {f} at net = {net}",
            "The tangent touches the curve at net, and f′ is its slope. " + _two_routes(look),
            "f.derivative(net)" + ", f.derivative_from_output(z)" * look.has_output_form,
        ),
        "letters": lambda: Told(f"the letters in the slope of {f}", *_letters(look)),
        "difference": lambda: Told(
            f"the slope of {f}, by experiment",
            "Move net by s to both sides and see how far the output moves. " + _kink(look),
            "lesson.check_activation(f)",
        ),
        "delta": lambda: Told(
            f"what {f} lets through at net = {net}",
            f"On its way back, the error is multiplied by the slope. {_passing(look)}",
            "delta = f.pullback(net, d_z)",
        ),
        "family": lambda: Told(
            "the same net through every activation",
            f"At net = {net}, read what each of them puts out, and how steep it is there. In the "
            "table, what each one costs is counted while it runs.",
            "lesson.compare_activations()",
        ),
    }[topic]()


def tell_unit_chain(chain: UnitChain) -> Told:
    """What becomes of δ."""
    depth, left, best = chain.depth, brief(float(chain.product[0])), brief(chain.best)
    return Told(
        f"{depth} slopes of {chain.f.name}, multiplied",
        f"{depth} units in a row, joined by the weight w = {brief(chain.w)}. On its way down, δ is "
        f"multiplied by the slope of every layer: all slopes together make {left}. With the "
        f"largest slope everywhere it would be {best} (dotted).",
        "delta[l] = f.pullback(net[l], w * delta[l + 1])",
    )


def tell_unit(unit: DeadRelu) -> Told:
    """Whether a unit is alive."""
    n, name = unit.open_samples, unit.f.name
    if unit.is_dead:
        heading = f"one {name} unit: dead"
        sentence = (
            "The slope is 0 for every sample. So every δ is 0, ∇w and ∇b are 0, and no number of "
            "steps will ever move the unit again."
        )
    else:
        heading = f"one {name} unit: alive"
        sentence = (
            f"{n} of 4 samples {'have' if n != 1 else 'has'} a slope other than 0: through "
            f"{'them' if n != 1 else 'it'} the error can still move w and b."
        )
    return Told(heading, sentence, "mlp.descend(mlp.backward(mlp.forward(X), Y), eta)")


def asked(told: Told, topic: str) -> Told:
    """The same before its numbers are shown: a question, and a heading that gives nothing away."""
    name = "one unit: dead or alive?" if topic == "unit" else told.name
    return told._replace(name=name, sentence=QUESTIONS[topic])


def _two_routes(look: ActivationAtPoint) -> str:
    if not look.has_output_form:
        return "This activation gives no rule for it from the output."
    slope, from_output = look.number("slope"), look.number("slope_of_output")
    if abs(slope - from_output) > 1e-6 * abs(slope):
        return "From the output, digits are lost: z has been rounded so near its end of the range."
    return "Two routes lead to it: from net, or from the output z, which the forward pass has kept."


def _letters(look: ActivationAtPoint) -> tuple[str, str]:
    f = look.f
    if look.slip:
        true, written = brief(look.number("slope")), brief(look.number("written"))
        says = (
            f"Read with z for the argument, the notes' line gives {written}; in truth it is {true}."
        )
        why = look.slip.why
        return f"{why[0].upper()}{why[1:]}. {says}", f'lesson.slips["{look.slip.id}"]'
    if not is_known(f):
        return "This one is your own: the notes say nothing about it.", "f.derivative(net)"
    if f.name == "relu":
        harmless = "Here the letter does no harm: the output is above 0 exactly where net is."
        return f"The notes write f′ = 1 if z > 0, and 0 else. {harmless}", "f.derivative(net)"
    return "The slope does not depend on net, so no letter can be wrong.", "f.derivative(net)"


def _kink(look: ActivationAtPoint) -> str:
    if look.step_is_lost:
        return "Beside so large a net s is lost: net + s is rounded to net. No slope comes out."
    if look.has_kink:
        left, central, right = (brief(look.number(key)) for key in ("left", "central", "right"))
        sides = f"Here f bends: {left} from the left, {right} from the right"
        return f"{sides}, and the central difference, {central}, is their mean. f′ is a convention."
    if look.agrees:
        return "What comes out agrees with f′."
    return "With so long a step, the line through both points (dashed) is not yet the tangent."


def _passing(look: ActivationAtPoint) -> str:
    share = f"{100 * look.passes:.3g} % of the largest slope that there is"
    if look.passes < SATURATED:
        return f"Here it is {share}: the unit is saturated, and its δ nearly 0."
    return f"Here it is {share}."
