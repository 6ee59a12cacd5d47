"""Whether central differences agree with a gradient, in words and with a sign."""

from html import escape

from mlpcore.lesson.steps.agreement import Agreement


def verdict(agreement: Agreement | None, paper: bool) -> str:
    """Whether central differences agree, in words and with a sign, not by colour alone.

    On paper without the figure, whose digits are rounding: they differ from machine to machine.
    """
    if agreement is None:
        return ""
    state, sign = ("mlp-ok", "✓") if agreement.ok else ("mlp-bad", "✗")
    words = "agrees" if paper and agreement.ok else agreement.words
    return (
        ' <span aria-hidden="true">·</span> gradient check: '
        f'<strong class="{state}">{sign} {escape(words)}</strong>'
    )
