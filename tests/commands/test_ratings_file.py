import pytest

from pinzhang.commands.ratings_file import BadTable, Columns, read_ratings
from pinzhang.engine.scoring.refusals import EmptyRatings, MissingRating
from tests.commands.ratings_table import write

COLUMNS = Columns("file", "judge", ("c", "d"))


def test_a_table_is_read_by_its_columns_and_empty_fields_are_not_given(tmp_path):
    rows = [("x", "a", 9, 1.5, 2), ("x", "b", 9, "", 4), ("y", "a", 9, "NA", 6)]
    path = tmp_path / "r.csv"
    write(path, ["judge", "file", "other", "c", "d"], rows)

    ratings = read_ratings(path, COLUMNS)

    assert (ratings.applications, ratings.reviewers, ratings.criteria) == (("a", "b"), ("x", "y"), ("c", "d"))
    assert ratings.given.tolist() == [[True, True], [False, True], [False, True]]
    assert ratings.value[:, 1].tolist() == [2.0, 6.0, 4.0]


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes("\ufefffile,judge,c,d\n\na,x,1,2\n".encode())

    assert read_ratings(path, COLUMNS).count == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there must be one column of each name: file, judge, c, d"),
        (b"file,judge,c\n", "there must be one column of each name: d"),
        (b"file,judge,c,c,d\n", "there must be one column of each name: c"),
        (b"file,judge,c,d\na,x,1\n", "a row has 3 fields, the header 4: a,x,1"),
    ],
)
def test_what_is_no_table_with_these_columns_is_refused(tmp_path, content, message):
    (tmp_path / "r.csv").write_bytes(content)

    with pytest.raises(BadTable) as refusal:
        read_ratings(tmp_path / "r.csv", COLUMNS)

    assert str(refusal.value) == message


@pytest.mark.parametrize("content", [b"\xff\xfe", b'file,judge,c,d\n"a,x,1,2\n'])
def test_what_is_no_csv_text_is_refused(tmp_path, content):
    (tmp_path / "r.csv").write_bytes(content)

    with pytest.raises(BadTable) as refusal:
        read_ratings(tmp_path / "r.csv", COLUMNS)

    assert str(refusal.value).startswith("not a CSV text in UTF-8: ")


def test_a_word_where_a_number_should_be_is_refused_by_its_place(tmp_path):
    write(tmp_path / "r.csv", ["file", "judge", "c", "d"], [("a", "x", 1, "good")])

    with pytest.raises(MissingRating) as refusal:
        read_ratings(tmp_path / "r.csv", COLUMNS)

    assert refusal.value.english == "reviewer x on application a, d: not a number: good"


def test_a_table_without_rows_has_no_rating(tmp_path):
    write(tmp_path / "r.csv", ["file", "judge", "c", "d"], [])

    with pytest.raises(EmptyRatings):
        read_ratings(tmp_path / "r.csv", COLUMNS)


@pytest.mark.parametrize("names", [("a", "a", "c"), ("a", "b", "a"), ("a", "b", "c,,d"), ("", "b", "c")])
def test_every_column_is_named_once(names):
    with pytest.raises(ValueError) as refusal:
        Columns.named(*names)

    assert str(refusal.value) == "every column must be named once"
