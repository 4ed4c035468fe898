import pytest

from pinzhang.engine.packs.files import MAXIMUM_FILES
from tests.engine.packs.sample_pack import CATALOGUE, FILES, problems_of


def test_every_missing_file_is_named():
    files = {name: content for name, content in FILES.items() if name not in {"form.yaml", "SOURCE.md"}}

    assert problems_of(files) == ["SOURCE.md:1: this file is missing", "form.yaml:1: this file is missing"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stage.yaml", "stage.yaml:1: a pack has no such file; did you mean stages.yaml?"),
        ("README.txt", "README.txt:1: a pack has no such file; examples go to examples/NAME.yaml"),
        ("examples/deep/a.yaml", "examples/deep/a.yaml:1: a pack has no such file; examples go to examples/NAME.yaml"),
        ("../programme.yaml", "../programme.yaml:1: the name leads out of the directory"),
        ("/etc/passwd", "/etc/passwd:1: the name leads out of the directory"),
        ("~/a.yaml", "~/a.yaml:1: the name leads out of the directory"),
        ("a\\b.yaml", "a\\b.yaml:1: the name leads out of the directory"),
        ("examples/a\x00.yaml", "examples/a\\x00.yaml:1: the name leads out of the directory"),
        ("examples/a\n.yaml", "examples/a\\n.yaml:1: a pack has no such file; examples go to examples/NAME.yaml"),
    ],
)
def test_an_unexpected_file_is_refused_by_name(name: str, expected: str):
    assert problems_of({**FILES, name: b"a: 1\n"}) == [expected]


def test_too_many_files_are_refused():
    example = FILES["examples/eligibility.yaml"]
    many = {f"examples/e{number}.yaml": example for number in range(MAXIMUM_FILES)}

    first = problems_of({**FILES, **many})[0]

    assert first == f".:1: {len(FILES) + MAXIMUM_FILES} files; at most {MAXIMUM_FILES} are read"


def test_the_catalogue_holds_its_yaml_files_only():
    assert [one for one in problems_of(FILES, {}) if one.startswith("facts/")] == [
        "facts/.:1: the catalogue of facts is empty"
    ]
    assert problems_of(FILES, {**CATALOGUE, "notes.md": b"x"}) == [
        "facts/notes.md:1: a pack has no such file; the catalogue holds NAME.yaml only"
    ]
    many = {f"f{number}.yaml": b"facts: []\n" for number in range(MAXIMUM_FILES)}
    assert problems_of(FILES, {**CATALOGUE, **many}) == [
        f"facts/.:1: {MAXIMUM_FILES + 1} files; at most {MAXIMUM_FILES} are read"
    ]
