"""A student's own function in a panel: called once for each change, never while one only looks.

`StudentCode.of(backward, delta_hidden, slip)` is the function to judge, if there is one; `walk(mlp,
x, y, eta)` calls it and gives the marked walkthrough, `summary` what is to be said of the last
call.
"""

from collections.abc import Callable
from typing import Self

from mlpcore.lesson.slip_book.marked_walk import MarkedWalk
from mlpcore.lesson.student_code.backward import Verdict, judge, judge_delta, own_walk
from mlpcore.lesson.student_code.call import Function
from mlpcore.network import MLP

Judge = Callable[..., Verdict]


class StudentCode:
    """A function of the student's, and who judges it."""

    def __init__(self, judged_by: Judge, function: Function) -> None:
        self._judge, self._function = judged_by, function
        self.verdict: Verdict | None = None

    @classmethod
    def of(cls, backward: Function | None, delta_hidden: Function | None, slip: str) -> Self | None:
        """The one that is given, or None; ValueError for more than one at a time."""
        given = {"backward": backward, "delta_hidden": delta_hidden, "slip": slip or None}
        named = [name for name, value in given.items() if value is not None]
        if len(named) > 1:
            raise ValueError(f"{' and '.join(named)} are given: expected one of them at a time")
        if backward is not None:
            return cls(judge, backward)
        return cls(judge_delta, delta_hidden) if delta_hidden is not None else None

    def walk(
        self, mlp: MLP, x: object, y: object, eta: float, *, named: bool, notation: str
    ) -> MarkedWalk:
        """Call the function once, and mark the true walkthrough with what came of it."""
        verdict = self._judge(self._function, mlp, x, y, eta, named, notation)
        walk = own_walk(verdict)
        self.verdict = verdict
        return walk

    @property
    def ok(self) -> bool:
        """Whether all was right at the last call."""
        return bool(self.verdict and self.verdict.ok)

    @property
    def summary(self) -> str:
        """What is to be said of the last call, in a sentence."""
        return self.verdict.summary if self.verdict else ""
