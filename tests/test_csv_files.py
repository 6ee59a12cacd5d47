"""Files as people have them: separators, encodings, headings, missing values, classes."""

import csv
from pathlib import Path

import pytest

from mlpcore.csv_files import read_csv

IRIS = """sepal_length,sepal_width,petal_length,petal_width,species
5.1,3.5,1.4,0.2,setosa
7.0,3.2,4.7,1.4,versicolor
6.3,3.3,6.0,2.5,virginica
"""
PENGUINS = """species,island,bill_length_mm,body_mass_g,sex,year
Adelie,Torgersen,39.1,3750,male,2007
Adelie,Torgersen,NA,NA,NA,2007
Gentoo,Biscoe,50,5700,male,2007
"""
EXCEL = "Nr;Länge;Breite;Art\r\n1;1,5;2,25;groß\r\n2;0,5;1,0;klein\r\n3;−1,5;2;klein\r\n"


def file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with that text."""
    path = folder / "points.csv"
    path.write_bytes(text.encode(encoding, errors="replace"))
    return path


def test_iris_opens_at_once(tmp_path: Path) -> None:
    table = read_csv(file(tmp_path, IRIS))
    assert table.features == ("sepal_length", "sepal_width", "petal_length", "petal_width")
    assert (table.target, table.classes) == ("species", ("setosa", "versicolor", "virginica"))
    assert table.X[1].tolist() == [7.0, 3.2, 4.7, 1.4]
    assert table.Y.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_penguins_open_at_once_and_what_is_missing_is_counted(tmp_path: Path) -> None:
    table = read_csv(file(tmp_path, PENGUINS))
    assert (table.target, table.classes, table.dropped) == ("species", ("Adelie", "Gentoo"), 1)
    assert table.X.tolist() == [[39.1, 3750, 2007], [50, 5700, 2007]]
    assert "1 left out for missing values" in repr(table)
    chosen = read_csv(file(tmp_path, PENGUINS), target="body_mass_g", columns=["bill_length_mm"])
    assert (chosen.X.tolist(), chosen.Y.tolist()) == ([[39.1], [50]], [[3750], [5700]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_german_export_opens_at_once(tmp_path: Path, encoding: str) -> None:
    """Semicolons, decimal commas, a column that counts; in Latin-1 no true minus."""
    text = EXCEL.replace("−", "-") if encoding == "latin-1" else EXCEL
    table = read_csv(file(tmp_path, text, encoding))
    assert table.features == ("Länge", "Breite")
    assert table.X.tolist() == [[1.5, 2.25], [0.5, 1.0], [-1.5, 2.0]]
    assert (table.classes, table.Y.tolist()) == (("groß", "klein"), [[0], [1], [1]])


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_without_a_heading_columns_are_numbered(tmp_path: Path, separator: str) -> None:
    rows = [["1", "2", "10"], ["3", "4", "9"], ["5", "6", "11"]]
    text = "\ufeff# made by hand\n\n" + "\n".join(separator.join(row) for row in rows)
    table = read_csv(file(tmp_path, text))
    assert (table.features, table.target) == (("x1", "x2"), "x3")
    assert table.classes == ("9", "10", "11")
    assert table.Y.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1]]


def test_a_target_of_numbers_stays_numbers(tmp_path: Path) -> None:
    table = read_csv(file(tmp_path, "a\tb\ty\n1\t2\t0.5\n2\t3\t0.7\n"))
    assert (table.Y.tolist(), table.classes) == ([[0.5], [0.7]], ())


def test_0_and_0_point_0_are_one_class(tmp_path: Path) -> None:
    table = read_csv(file(tmp_path, "a,y\n1,0\n2,0.0\n3,1\n"))
    assert (table.classes, table.Y.tolist()) == (("0", "1"), [[0], [0], [1]])


def test_minus_0_is_0(tmp_path: Path) -> None:
    table = read_csv(file(tmp_path, "a,y\n1,0\n2,-0\n3,1\n"))
    assert (table.classes, table.Y.tolist()) == (("0", "1"), [[0], [0], [1]])


def test_numbers_as_large_as_there_are_are_numbers(tmp_path: Path) -> None:
    """Their differences would overflow."""
    table = read_csv(file(tmp_path, "id,a,y\n1e308,1,1e308\n-1e308,2,-1e308\n3,3,1\n"))
    assert (table.features, table.Y.tolist()) == (("id", "a"), [[1e308], [-1e308], [1]])


def test_within_quotes_a_cross_begins_no_comment(tmp_path: Path) -> None:
    """And the lines below keep their numbers."""
    text = 'a,note,y\n# a comment\n1,"x\n# y\n\nz",p\n2,w,q\n'
    assert read_csv(file(tmp_path, text), target="note").classes == ("w", "x# yz")
    with pytest.raises(ValueError, match=r"^line 8 of points.csv has 2 cells"):
        read_csv(file(tmp_path, text + "3,w\n"))


@pytest.mark.parametrize("gap", ["", " ", "NA", "n/a", "NaN", "null", "None", "?", "-", "."])
def test_a_row_with_a_word_for_what_is_missing_is_left_out(tmp_path: Path, gap: str) -> None:
    """In a feature or in the target."""
    table = read_csv(file(tmp_path, f"a,y\n1,p\n{gap},q\n2,{gap}\n3,q\n"))
    assert (table.X.tolist(), table.Y.tolist(), table.dropped) == ([[1], [3]], [[0], [1]], 2)


COUNTING = ", index, id, Row, rowid, rowname, row_names, No, no., Nr, nr., Unnamed: 0"


@pytest.mark.parametrize("name", COUNTING.split(", "))
def test_a_column_that_only_numbers_the_rows_is_no_feature(tmp_path: Path, name: str) -> None:
    """By its name, and one more each row: with a gap it is kept, for it says something."""
    for numbers, features in (("789", ("a",)), ("780", (name or "index", "a"))):
        rows = "".join(f"{n},{n}.5,{word}\n" for n, word in zip(numbers, "pqp", strict=True))
        assert read_csv(file(tmp_path, f"{name},a,y\n{rows}")).features == features


@pytest.mark.parametrize("least", [-3, 0, 1_234_567])
def test_whole_numbers_are_classes_up_to_a_dozen_and_numbers_beyond(
    tmp_path: Path, least: int
) -> None:
    """From the least to the greatest, each its own class, however large."""
    for many in (2, 12, 13):
        labels = [str(least + n) for n in range(many)]
        rows = "".join(f"{n},{label}\n" for n, label in enumerate(labels))
        table = read_csv(file(tmp_path, f"a,y\n{rows}"))
        assert table.classes == (tuple(labels) if many <= 12 else ())
        assert len(table.Y) == many


def test_a_hundred_words_are_classes_and_no_more(tmp_path: Path) -> None:
    rows = [f"{n},w{n}\n" for n in range(101)]
    assert len(read_csv(file(tmp_path, "a,y\n" + "".join(rows[:100]))).classes) == 100
    with pytest.raises(ValueError, match="has 101 different labels: expected 2 to 100"):
        read_csv(file(tmp_path, "a,y\n" + "".join(rows)))


def test_a_file_or_a_cell_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    """10⁸ bytes, of which nothing is read; and 2²⁴ signs."""
    path = file(tmp_path, f'note,y\n"{"a" * (2**24 + 1)}",b\n')
    with pytest.raises(ValueError, match=r"cannot be read as a table: field .* limit \(16777216\)"):
        read_csv(path)
    with path.open("r+b") as opened:
        opened.truncate(10**8 + 1)
    with pytest.raises(ValueError, match="has 100,000,001 bytes: expected 100,000,000 at most"):
        read_csv(path)


def test_the_label_may_stand_first(tmp_path: Path) -> None:
    table = read_csv(file(tmp_path, "cat,1,2\ndog,3,4\n"))
    assert (table.X.tolist(), table.classes) == ([[1, 2], [3, 4]], ("cat", "dog"))


BAD_FILES = {
    "too many columns": ("0,1,a\n1,2,3,b\n", "line 2 of points.csv has 4 cells"),
    "a word for a number": ("0,1,a\n1,two,b\n", "line 2 has 'two' where a finite number"),
    "an infinite number": ("0,1,a\ninf,1,b\n", "line 2 has 'inf'"),
    "a number beyond the largest": ("a,y\n1,0\n3,1\n4,1e400\n5,1\n", "line 4 has '1e400' where"),
    "the same for a feature": ("a,y\n1,0\n-1e999,1\n4,1\n", "line 3 has '-1e999' where"),
    "a quote left open": (
        'a,kind\n# b\n1,cat\n2,"dog\n3,cat\n4,dog\n',
        "line 4 of points.csv cannot be read as a table: .*; is a quote left open",
    ),
    "a quote left open before another": ('a,b\n1,"x\n2,"y"\n3,x\n', "line 2 of points.csv"),
    "the same in full": ("0,1,a\n-Infinity,1,b\n", "line 2 has '-Infinity'"),
    "no label": ("0,1,a\n1,2,\n", "1 rows of data"),
    "one label": ("0,1,a\n1,2,a\n", "1 different labels"),
    "nothing": ("", "points.csv is empty"),
    "only words": ("a,b\nc,d\ne,f\n", "no column of numbers"),
    "nothing but a count": ("id\n1\n2\n", "no column of numbers"),
    "one name twice": ("a,a,y\n1,2,b\n3,4,c\n", "two columns with the name 'a'"),
}


@pytest.mark.parametrize(("text", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_csv(file(tmp_path, text))


def test_a_column_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="did you mean 'species'"):
        read_csv(file(tmp_path, IRIS), target="specis")
    with pytest.raises(ValueError, match="petal_length"):
        read_csv(file(tmp_path, IRIS), columns=["petal_lenght"])


def test_a_file_that_is_not_there_or_no_text_is_refused_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^none.csv cannot be read"):
        read_csv(tmp_path / "none.csv")
    (tmp_path / "picture.csv").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(ValueError, match=r"^picture.csv is no text file"):
        read_csv(tmp_path / "picture.csv")


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    """Longer than what the csv module takes by itself."""
    table = read_csv(file(tmp_path, f'x,note,y\n1,"{"a" * 200_000}",b\n2,c,d\n'), target="y")
    assert table.X.tolist() == [[1], [2]]
    assert csv.field_size_limit() == 131_072


def test_classes_that_are_numbers_stand_in_their_order_and_words_after_them(tmp_path: Path) -> None:
    text = "x;kind\n1;b\n2;10\n3;0\n4;a\n5;0.5\n6;-2\n"
    table = read_csv(file(tmp_path, text), target="kind")
    assert table.classes == ("-2", "0", "0.5", "10", "a", "b")


def test_one_line_of_words_is_a_row_and_no_heading(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown column 'red': known are x1, x2"):
        read_csv(file(tmp_path, "red,blue\n"), target="red")


NAMES = ["target", "class", "label", "species", "y", "klasse", "ziel", "art"]


@pytest.mark.parametrize("name", NAMES)
def test_a_column_with_a_name_for_what_is_learned_is_learned(tmp_path: Path, name: str) -> None:
    """Wherever it stands, and though there is one of words."""
    table = read_csv(file(tmp_path, f"size,{name},width,note\n1,0,2,a\n3,1,4,b\n5,0,6,c\n"))
    assert (table.target, table.features) == (name, ("size", "width"))
