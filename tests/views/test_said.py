"""What the panels say is what was read and found right: each line of said.txt, and no other.

Who changes a word writes them anew, with python -m tests.helpers.reading, and reads the difference.
"""

import pytest

from tests.helpers.pages import EVERY
from tests.helpers.reading import KEPT, said

READ = dict.fromkeys(KEPT.read_text("utf-8").splitlines())


@pytest.mark.parametrize("kind", EVERY)
def test_a_panel_says_nothing_that_was_not_read(kind: str) -> None:
    assert [line for line in said(kind) if line not in READ] == []


def test_the_panels_still_say_all_that_was_read() -> None:
    told = {line for kind in EVERY for line in said(kind)}
    assert [line for line in READ if line not in told] == []
