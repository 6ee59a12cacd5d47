"""What the lesson prints is what was read and found right: each line of said.txt, and no other.

Who changes a word writes them anew, with python -m tests.helpers.reading, and reads the difference.
"""

from tests.helpers.course import KEPT, said

READ = dict.fromkeys(KEPT.read_text("utf-8").splitlines())


def test_the_lesson_says_nothing_that_was_not_read() -> None:
    assert [line for line in said() if line not in READ] == []


def test_the_lesson_still_says_all_that_was_read() -> None:
    told = set(said())
    assert [line for line in READ if line not in told] == []
