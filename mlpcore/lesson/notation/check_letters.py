"""Letters at the end of a line that tell when it has been miscopied.

`letters("step at=delta_1", 3)` gives three of them. Seven hold all 32 bits of the sum, and then a
line of ASCII in which one character is another one, or two have changed places, has other letters.
"""

import zlib

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that looks like another


def letters(text: str, count: int) -> str:
    """So many letters, which nearly any slip of the pen changes."""
    left = zlib.crc32(text.encode())
    return "".join(LETTERS[left >> shift & 31] for shift in range(0, 5 * count, 5))
