"""Whether central differences agree with a gradient, in words and with a sign."""

from mlpcore.lesson.steps.agreement import Agreement
from mlpcore.views.parts.html import Context, Element, Node, e


def verdict(agreement: Agreement | None) -> Node:
    """Whether central differences agree, behind what else is said of a quantity."""
    if agreement is None:
        return None
    return " ", e("span", "·", aria_hidden="true"), " gradient check: ", found(agreement, "agrees")


def found(agreement: Agreement, agrees: str, words: str = "") -> Node:
    """The same in words and with a sign, not by colour alone; `words` in place of its own.

    On paper without the figure, whose digits are rounding: they differ from machine to machine.
    """

    def written(context: Context) -> Element:
        on_paper = context.paper and agreement.ok
        return judged(agreement.ok, agrees if on_paper else words or agreement.words)

    return written


def judged(ok: bool, words: str) -> Element:
    """Words with the sign and the colour of what is right, or of what is wrong."""
    state, sign = ("mlp-ok", "✓") if ok else ("mlp-bad", "✗")
    return e("strong", sign, " ", words, class_=state)
