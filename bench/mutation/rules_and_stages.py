"""Change one thing at a time in the rule and stage engines, and see whether their tests notice.

    python bench/mutation/rules_and_stages.py [--sample 200] [--seed 20260301] [--processes 1] [--folder rules]

Every place where a comparison, a connective, a sum, a number, a truth value or a condition could be turned round is
found in the syntax tree. A sample of them is drawn by seed (``--sample 0`` takes all). Each one is compiled into a
process forked off one that has already imported what the tests need, and the tests of its folder are run until the
first fails. A mutant nobody notices is printed with its place; equivalent ones are not told apart.
"""

import argparse
import ast
import importlib
import importlib.abc
import importlib.machinery
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "src" / "pinzhang" / "engine"
SECONDS = 240
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
SUMMED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
}


def changes(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:  # noqa: C901 - one line for each kind
    """Every place that can be changed, and how."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            yield node, "comparison"
        elif isinstance(node, ast.BoolOp):
            yield node, "connective"
        elif (
            isinstance(node, ast.BinOp)
            and type(node.op) in SUMMED
            and not isinstance(node.left, ast.Constant | ast.JoinedStr)
        ):
            yield node, "sum"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "not"
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield node, "truth"
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield node, "number"
        elif isinstance(node, ast.IfExp | ast.If):
            yield node, "condition"


def change(node: Any, how: str) -> None:
    if how == "comparison":
        node.ops[0] = COMPARED[type(node.ops[0])]()
    elif how == "connective":
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif how == "sum":
        node.op = SUMMED[type(node.op)]()
    elif how == "not":
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    elif how == "truth":
        node.value = not node.value
    elif how == "number":
        node.value += 1
    else:
        node.test = ast.UnaryOp(ast.Not(), node.test)


class Changed(importlib.abc.SourceLoader):
    """Loads one module with one change."""

    def __init__(self, path: Path, place: int) -> None:
        self.path, self.place = path, place

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002
        return str(self.path)

    def get_data(self, path: str) -> bytes:
        return Path(path).read_bytes()

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> Any:
        tree = ast.parse(data)
        node, how = list(changes(tree))[self.place]
        change(node, how)
        return compile(ast.fix_missing_locations(tree), path, "exec")


class Finder(importlib.abc.MetaPathFinder):
    def __init__(self, name: str, loader: Changed) -> None:
        self.name, self.loader = name, loader

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:  # noqa: ARG002
        return (
            importlib.machinery.ModuleSpec(fullname, self.loader, origin=str(self.loader.path))
            if fullname == self.name
            else None
        )


def run_tests(folder: str) -> int:
    import pytest  # noqa: PLC0415 - imported once, before the forks

    plain = ["-q", "-x", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", "--assert=plain", "--no-header"]
    quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning", "--deselect=tests/engine/rules/test_differential.py"]
    return int(pytest.main([*plain, *quiet, f"tests/engine/{folder}"]))


def notices(folder: str, path: Path | None, place: int) -> bool:
    """Tell whether the tests of a folder fail with one change; a test that does not end has noticed too."""
    child = os.fork()
    if child == 0:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        signal.alarm(SECONDS)
        if path is not None:
            name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
            sys.meta_path.insert(0, Finder(name.removesuffix(".__init__"), Changed(path, place)))
        try:
            code = run_tests(folder)
        except BaseException:  # noqa: BLE001 - whatever breaks has noticed
            code = 1
        os._exit(1 if code else 0)
    _pid, status = os.waitpid(child, 0)
    return status != 0


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--sample", type=int, default=200)
    wanted.add_argument("--seed", type=int, default=20260301)
    wanted.add_argument("--seconds", type=int, default=0, help="stop drawing after so many seconds; 0 is never")
    wanted.add_argument("--folder", default="")
    asked = wanted.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import hypothesis  # noqa: PLC0415 - after the path is set

    hypothesis.settings.register_profile("mutation", max_examples=30, derandomize=True, deadline=None, database=None)
    hypothesis.settings.load_profile("mutation")
    for name in ("pytest", "django", "pydantic", "yaml", "chinese_calendar"):
        importlib.import_module(name)
    places = [
        (folder, path, place, node.lineno, how)
        for folder in ("rules", "stages")
        if asked.folder in ("", folder)
        for path in sorted((ENGINE / folder).glob("*.py"))
        for place, (node, how) in enumerate(changes(ast.parse(path.read_bytes())))
    ]
    chosen = random.Random(asked.seed).sample(places, min(asked.sample or len(places), len(places)))
    for folder in sorted({folder for folder, *_ in chosen}):
        if notices(folder, None, 0):
            sys.exit(f"the tests of {folder} fail without any change: nothing can be measured")
    began, noticed, tried = time.monotonic(), 0, 0
    for folder, path, place, line, how in chosen:
        if asked.seconds and time.monotonic() - began > asked.seconds:
            break
        tried += 1
        if notices(folder, path, place):
            noticed += 1
        else:
            print(f"nobody noticed: {path.relative_to(ROOT)}:{line} {how}", flush=True)
    print(
        f"{noticed} of {tried} noticed ({noticed / max(tried, 1):.0%}); sampled from {len(places)} by seed {asked.seed}"
    )


if __name__ == "__main__":
    main()
