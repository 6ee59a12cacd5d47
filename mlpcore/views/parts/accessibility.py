"""What a reader's software says: names of controls and pictures, fit to be heard.

`plain(text)` takes the underscores of typing out of a name, as `html.render` does with every name
that is heard; `name(shown, said)` is a control's name that holds what stands on it, so that whoever
speaks what they see is understood.
"""

import re
from unicodedata import normalize

TYPED = re.compile(r"(?<=[^\W_])_(?=[^\W_])")  # the underscore of W_h and delta_1
WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """A text without the underscores of typing: W_h is said as W h."""
    return TYPED.sub(" ", text) if "_" in text else text


def name(shown: str, said: str) -> str:
    """What is said of a control; what stands on it comes first, unless it is said anyway.

    net1 is said where net₁ is, but a lone o is not said by "topic".
    """
    shown = shown.strip()
    words, known = (WORD.findall(normalize("NFKC", text).casefold()) for text in (shown, said))
    told = f" {' '.join(words)} " in f" {' '.join(known)} "
    joined = "".join(words).replace("_", "")
    spelt = len(joined) > 1 and joined in "".join(known).replace("_", "")
    return said if not words or told or spelt else f"{shown}: {said}"
