"""Numbers as people write them: read from a text, without running anything.

`typed("[0.5, -1/4]")` gives [0.5, -0.25]; `number("1,5")` gives 1.5. A true minus, a quotient such
as 1/4, ½ and 1½, decimal commas, and entries separated by commas, semicolons or spaces all count;
`5×4`, `5x4` and `5 by 4` are the two numbers of a shape. A comma between two digits is a decimal
one where one number is asked for, and where entries are separated by something else: a semicolon,
or a comma with a space behind it.
"""

import re
from typing import Any

LONGEST = 400  # characters
DEEPEST = 3  # brackets in brackets
ONE = "expected one number, such as -0.5, 1,5 or 1/3"
EXPECTED = "expected a number, or a list such as [0.1, -0.2], or rows such as [[1, 2], [3, 4]]"
CROSS = re.compile(r"(?<=\d)\s*(?:[x×]|\bby\b)\s*(?=\d)")
HALF = re.compile(r"(\d*)½")
BETWEEN_DIGITS = re.compile(r"(?<=\d),(?=\d)")
SPACED = re.compile(r",\s")
SIZE = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
TOKEN = re.compile(
    rf"\s*(?:([\[\]()])|([,;])|([-+]?\s*)({SIZE})(?:\s*/\s*([-+]?{SIZE}))?(?![\w.]))"
)
WORD = re.compile(r"[^\W\d]\w*")
CLOSES = {"[": "]", "(": ")"}


def number(text: str) -> float:
    """One number; ValueError says what came and what was expected."""
    value = typed(text, single=True)
    if not isinstance(value, float | int):
        raise ValueError(f"cannot read {text.strip()!r:.40}: {ONE}")
    return value


def typed(text: str, single: bool = False) -> Any:
    """The numbers of a text, as a number, a tuple or lists; ValueError says what was expected.

    Where a `single` number is asked for, 1,5 is one, and else two.
    """
    if len(text) > LONGEST:
        raise ValueError(f"an answer has at most {LONGEST} characters, not {len(text)}")
    plain, expected = _plain(text, single), ONE if single else EXPECTED
    if not plain:
        raise ValueError(f"the box is empty: {expected}")
    reader = _Reader(plain, text.strip(), expected)
    entries, separated = reader.entries("", DEEPEST)
    return tuple(entries) if separated or len(entries) > 1 else entries[0]


def _plain(text: str, single: bool) -> str:
    """The text with points for decimal commas, and with one sign for what has several."""
    plain = CROSS.sub(" , ", text.strip()).replace("−", "-").replace("\N{NO-BREAK SPACE}", " ")
    plain = HALF.sub(lambda found: f"{found[1] or 0}.5", plain)
    alone = single and plain.count(",") == 1
    if ";" in plain or SPACED.search(plain) or alone:
        plain = BETWEEN_DIGITS.sub(".", plain)
    return plain


class _Reader:
    """Entries and brackets, one after another."""

    def __init__(self, text: str, came: str, expected: str) -> None:
        self.text, self.at, self.came, self.expected = text, 0, came, expected

    def entries(self, opened: str, deepest: int) -> tuple[list[Any], bool]:
        """What stands up to the closing bracket, and whether a comma or semicolon was there."""
        if deepest < 0:
            raise ValueError(f"brackets in brackets in brackets: {EXPECTED}")
        found: list[Any] = []
        separated, waiting = False, True  # waiting for an entry, which a separator makes one do
        while self.text[self.at :].strip():
            token = TOKEN.match(self.text, self.at)
            if token is None:
                break
            self.at = token.end()
            bracket, separator = token[1], token[2]
            if separator:
                if waiting:
                    break
                separated = waiting = True
            elif bracket and bracket == CLOSES.get(opened):
                return found, separated
            elif bracket in CLOSES:
                found.append(self._inside(bracket, deepest - 1))
                waiting = False
            elif bracket:
                break
            elif token[3].strip() != token[3] and not waiting:
                break  # 1 - 1 is a sum, and no two numbers
            else:
                found.append(_quotient(token))
                waiting = False
        else:
            if not opened and found:
                return found, separated
        word = WORD.search(self.text, self.at)
        part = f"{word[0]!r:.40} in " if word and word[0] != self.came else ""
        raise ValueError(f"cannot read {part}{self.came!r:.40}: {self.expected}")

    def _inside(self, bracket: str, deepest: int) -> Any:
        """A list; round brackets around one number are only brackets."""
        inside, separated = self.entries(bracket, deepest)
        if bracket == "(":
            return tuple(inside) if separated or len(inside) != 1 else inside[0]
        return inside


def _quotient(token: re.Match[str]) -> float:
    """A number with its sign, or a quotient of two."""
    above, below = _float(token[4]), _float(token[5] or "1")
    if below == 0:
        raise ValueError("a quotient has 0 below its line")
    value = above / below if token[5] else above
    return -value if "-" in token[3] else value


def _float(text: str) -> float:
    """A finite number."""
    value = float(text)
    if value in (float("inf"), -float("inf")):
        raise ValueError("a number is too large")
    return value
