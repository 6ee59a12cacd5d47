"""Slopes from any computation: reverse mode in twenty lines.

A `Node` is a number that remembers what it was made of; `backward` sends slopes back to all of
that. A `Value` can also be multiplied, and put through tanh: enough for a network of tanh units.
They are for small networks, because a long sum needs a deep recursion.
"""

from typing import Self

import numpy as np


class Node:
    """A number and its parents, each with the slope of the number with respect to it.

    `slope` is, after `backward`, how the number on which it was called changes with this one.

    Examples
    --------
    >>> a = Value(3.0)
    >>> (a * a + a).backward()
    >>> a.slope
    7.0
    """

    def __init__(self, data: float, *parents: tuple["Node", float]) -> None:
        self.data, self.parents, self.slope = data, parents, 0.0

    def __add__(self, other: "Node") -> Self:
        return type(self)(self.data + other.data, (self, 1.0), (other, 1.0))

    def backward(self) -> None:
        """Add to the slope of everything that it was made of; to be called once."""
        self.slope = 1.0
        for node in reversed(self.before({})):
            for parent, slope in node.parents:
                parent.slope += node.slope * slope

    def before(self, found: dict["Node", None]) -> dict["Node", None]:
        """All that it was made of and itself, parents first."""
        if self not in found:
            for parent, _ in self.parents:
                parent.before(found)
            found[self] = None
        return found


class Value(Node):
    """A number that can be multiplied, and put through tanh, as well."""

    def __mul__(self, other: Node) -> Self:
        return type(self)(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self) -> Self:
        """Its tanh, whose slope is 1 − tanh²."""
        t = np.tanh(self.data)
        return type(self)(t, (self, 1 - t**2))
