"""The templates of worksheets, which stand beside this file; Jinja2 is loaded with the first one.

`html("page.html.jinja", title=…)` escapes what it writes; `latex("…", …)` has signs of its own,
`<< x >>` and `<% if x %>`, for braces are LaTeX's.
"""

from functools import cache
from typing import Any

from mlpcore.lesson.extras import require
from mlpcore.lesson.notation.numbers import minus

FOR_LATEX: dict[str, Any] = {
    "block_start_string": "<%", "block_end_string": "%>",
    "variable_start_string": "<<", "variable_end_string": ">>",
    "comment_start_string": "<#", "comment_end_string": "#>",
}  # fmt: skip


def html(name: str, **values: object) -> str:
    """A template filled in; ImportError without Jinja2, here and below."""
    return str(environment("html").get_template(name).render(values))


def latex(name: str, **values: object) -> str:
    """A template of LaTeX filled in."""
    return str(environment("latex").get_template(name).render(values))


@cache
def environment(kind: str) -> Any:
    """What Jinja2 reads the templates of a kind with."""
    require("a worksheet as HTML or LaTeX", "notebooks", "jinja2")
    from jinja2 import Environment, PackageLoader, StrictUndefined  # numpy is enough for the rest

    made = Environment(
        loader=PackageLoader("mlpcore.lesson.worksheets", ""), undefined=StrictUndefined,
        autoescape=kind == "html", trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, **(FOR_LATEX if kind == "latex" else {}),
    )  # fmt: skip
    made.filters["minus"] = minus
    return made


__all__ = ["html", "latex"]
