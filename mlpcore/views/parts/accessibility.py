"""What a reader's software says: names of controls and pictures, fit to be heard.

`heard(html)` takes the underscores of typing out of every name, `name(html,
said)` is a control's name that holds what stands on it, so that whoever speaks what they see is
understood.
"""

import re
from html import unescape
from unicodedata import normalize

TYPED = re.compile(r"(?<=[^\W_])_(?=[^\W_])")  # the underscore of W_h and delta_1
NAMES = re.compile(r'(?<= aria-label=")[^"]*|(?<= alt=")[^"]*')
WORD = re.compile(r"\w+")
TAG = re.compile(r"<[^>]*>")


def heard(html: str) -> str:
    """HTML whose names are fit to be heard: W_h is said as W h."""
    return NAMES.sub(lambda found: plain(found[0]), html)


def plain(text: str) -> str:
    """A text without the underscores of typing."""
    return TYPED.sub(" ", text)


def name(html: str, said: str) -> str:
    """What is said of a control; what stands on it comes first, unless it is said anyway.

    Net<sub>1</sub> is said where net₁ is, but a lone o is not said by "topic".
    """
    shown = unescape(TAG.sub("", html)).strip()
    words, known = (WORD.findall(normalize("NFKC", text).casefold()) for text in (shown, said))
    told = f" {' '.join(words)} " in f" {' '.join(known)} "
    joined = "".join(words).replace("_", "")
    spelt = len(joined) > 1 and joined in "".join(known).replace("_", "")
    return said if not words or told or spelt else f"{shown}: {said}"
