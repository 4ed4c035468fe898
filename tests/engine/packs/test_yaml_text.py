import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.packs.yaml_text import MAXIMUM_BYTES, MAXIMUM_DEPTH, read_text, read_yaml


def refusal(content: bytes) -> str:
    document, problems = read_yaml("a.yaml", content)
    assert document is None
    (problem,) = problems
    return f"{problem.line}:{problem.column} {problem.message}"


def test_every_scalar_is_left_as_text():
    document, problems = read_yaml("a.yaml", b"on: 2024-01-01\nyes: [1.50, true, 0x10, 'null']\n")

    assert problems == []
    assert document.data == {"on": "2024-01-01", "yes": ["1.50", "true", "0x10", "null"]}


def test_the_place_of_every_key_and_value_is_kept():
    document, _ = read_yaml("a.yaml", "甲:\n  - 乙: 丙\n".encode())

    assert (document.key_at(("甲", 0, "乙")).line, document.key_at(("甲", 0, "乙")).column) == (2, 5)
    assert (document.value_at(("甲", 0, "乙")).line, document.value_at(("甲", 0, "乙")).column) == (2, 8)
    assert document.value_at(("甲", 0, "丁", "戊")) == document.value_at(("甲", 0))
    assert document.value_at(("己",)).line == 1


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    document, _ = read_yaml("a.yaml", b"\xef\xbb\xbfa: x\r\nb: y\r\n")

    assert document.data == {"a": "x", "b": "y"}
    assert document.key_at(("b",)).line == 2


@pytest.mark.parametrize(
    ("content", "offset", "place"),
    [
        ("e: a.b == 1\n", 2, (1, 6)),
        ("e: 'a ''b'' c'\n", 6, (1, 13)),
        ('e: "甲 \\u4e59 c"\n', 4, (1, 4)),
        ("e: >-\n  a\n  && b\n", 5, (3, 6)),
        ("e: |\n  a ||\n    b\n", 7, (3, 5)),
        ("e: a\n  && b\n", 5, (2, 6)),
        ("e:  x  \n", 0, (1, 5)),
    ],
)
def test_a_character_of_a_text_is_found_however_the_file_writes_it(content: str, offset: int, place: tuple[int, int]):
    document, _ = read_yaml("a.yaml", content.encode())

    assert document.place_inside(("e",), document.data["e"], offset) == place


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20), st.data())
def test_every_character_of_a_quoted_text_is_found(text: str, data: st.DataObject):
    offset = data.draw(st.integers(0, len(text) - 1))
    written = text.replace("'", "''")
    document, problems = read_yaml("a.yaml", f"key: '{written}'\n".encode())

    assert problems == []
    value = document.data["key"]
    line, column = document.place_inside(("key",), value, min(offset, len(value) - 1))
    assert line == 1
    assert 5 <= column <= 8 + len(written)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: 1\nb: &x 2\n", "2:4 anchor &x is refused; write the content out"),
        (b"a: *x\n", "1:4 alias *x is refused; write the content out"),
        (
            b"a: !!python/object:os.system x\n",
            "1:4 tag tag:yaml.org,2002:python/object:os.system is refused; the schema gives the types",
        ),
        (b"a: 1\n---\nb: 2\n", "2:1 a second document is refused; a file holds one"),
        (b"%YAML 1.1\n---\na: 1\n", "1:1 directives (%YAML, %TAG) are refused"),
        (b"%TAG ! tag:x,2000:\n---\na: 1\n", "1:1 directives (%YAML, %TAG) are refused"),
        (b"? [a]\n: b\n", "1:3 expected a word as key, not a list or a mapping"),
        (b"", "1:1 the file is empty"),
        (b"# only a remark\n", "1:1 the file is empty"),
        (b"a: \xff\n", "1:1 not UTF-8"),
        (b"a: 1\nb: \x00\n", "2:4 hidden character U+0000 is refused"),
        ("a: 1\nb: x\u202ey\n".encode(), "2:5 hidden character U+202E is refused"),
        ("a: \u200b\n".encode(), "1:4 hidden character U+200B is refused"),
        (b"x" * (MAXIMUM_BYTES + 1), f"1:1 too large: {MAXIMUM_BYTES + 1} bytes, at most {MAXIMUM_BYTES}"),
        (b"a: [1\n", "2:1 not YAML: did not find expected ',' or ']'"),
        (b"\ta: 1\n", "1:1 not YAML: found character that cannot start any token"),
        (b"[" * 30, f"1:{MAXIMUM_DEPTH + 1} nested too deeply; at most {MAXIMUM_DEPTH} levels"),
    ],
)
def test_what_a_reader_would_not_see_is_refused_by_name(content: bytes, expected: str):
    assert refusal(content) == expected


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    bomb = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"

    assert refusal(bomb) == "1:4 anchor &a is refused; write the content out"


def test_every_duplicate_key_and_every_empty_value_is_named():
    document, problems = read_yaml("a.yaml", b"a: 1\nb:\nc: ~\na: 2\nd: {e: 1, e: null}\nf: ''\n")

    assert [str(problem) for problem in problems] == [
        "a.yaml:2: empty value; what is absent is left out with its key",
        "a.yaml:3: empty value; what is absent is left out with its key",
        "a.yaml:4: a: duplicate key, first given in line 1",
        "a.yaml:5: e: duplicate key, first given in line 5",
        "a.yaml:5: empty value; what is absent is left out with its key",
    ]
    assert document.data["f"] == ""


def test_text_is_composed_to_nfc():
    document, _ = read_yaml("a.yaml", "e\u0301: e\u0301\n".encode())

    assert document.data == {"\u00e9": "\u00e9"}


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_end_in_anything_but_a_document_or_a_problem(content: bytes):
    document, problems = read_yaml("a.yaml", content)

    assert document is not None or problems


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%?, \n\t", max_size=60))
def test_no_yaml_like_text_ends_in_anything_but_a_document_or_a_problem(text: str):
    document, problems = read_yaml("a.yaml", text.encode())

    assert document is not None or problems


def test_plain_text_is_read_with_the_same_care():
    assert read_text("SOURCE.md", "出处\n".encode()) == ("出处\n", None)
    text, problem = read_text("SOURCE.md", b"\x1b[2J")
    assert (text, str(problem)) == (None, "SOURCE.md:1: hidden character U+001B is refused")
