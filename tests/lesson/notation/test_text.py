"""Text for a notebook: lines, tables, and what is cut short."""

from mlpcore.lesson.notation.text import Text, cut, table


def test_a_table_has_its_titles_in_a_column_and_leaves_empty_rows_out() -> None:
    assert table({"a": "one", "far away": "two", "none": ""}) == "a:        one\nfar away: two"


def test_a_longer_text_is_cut_at_so_many_signs_and_says_so() -> None:
    assert [cut("abcdef", most) for most in (3, 5, 6, 7)] == ["ab…", "abcd…", "abcdef", "abcdef"]


def test_a_notebook_shows_a_text_line_by_line_without_quotes() -> None:
    assert repr(Text("a\nb")) == "a\nb"
