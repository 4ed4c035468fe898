"""Nothing grows a tail."""

from tests.architecture.reading import ROOT, SOURCE, functions, name_of, python_files

LONGEST_FILE, LONGEST_FUNCTION, DEEPEST = 400, 40, 6


def test_no_file_passes_four_hundred_lines():
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = {name_of(p): n for p in [*python_files(), *tests] if (n := len(p.read_text().splitlines())) > LONGEST_FILE}

    assert long == {}


def test_no_function_passes_forty_lines():
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in python_files()
        for node in functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def test_no_folder_lies_deeper_than_five_below_the_sources():
    deep = [name_of(p) for p in python_files() if len(p.relative_to(SOURCE.parent).parts) > DEEPEST]

    assert deep == []
