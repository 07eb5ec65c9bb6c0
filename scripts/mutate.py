"""Plant small faults in a copy of the project, run the tests that cover them, list the survivors.

`python scripts/mutate.py --sample 200 --seed 1` takes about half an hour and is no part of the
tests. A survivor is a fault that no test saw: write a test that does, or see that it is harmless.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[1]
LONGEST_SECONDS = 600
# What faults are planted in, and the tests that cover it.
COVERED: Mapping[str, Sequence[str]] = {
    "mappings/*.yaml": ("tests/mapping", "tests/golden", "tests/translation/test_converse.py"),
    "mappings/structures/*.yaml": ("tests/mapping", "tests/golden"),
    "adapter/mapping/*.py": (
        "tests/mapping",
        "tests/golden",
        "tests/mapping/test_loader.py",
        "tests/mapping/test_converters.py",
        "tests/mapping/test_lint.py",
    ),
    "adapter/translation/check.py": ("tests/translation/test_check.py", "tests/mapping"),
    "adapter/translation/arguments.py": ("tests/translation/test_check.py", "tests/mapping"),
    "adapter/translation/values.py": ("tests/translation/test_values.py", "tests/mapping"),
    "adapter/marketplace/documents/*.py": ("tests/marketplace/documents",),
    "adapter/redaction.py": (
        "tests/test_redaction.py",
        "tests/recordings/test_redaction.py",
    ),
    "adapter/recordings/redaction.py": ("tests/recordings/test_redaction.py",),
    "adapter/recordings/blank.py": ("tests/recordings/test_redaction.py",),
    "adapter/settings/*.py": (
        "tests/settings/test_settings.py",
        "tests/project/test_settings_pages.py",
    ),
}
_REQUIRED = re.compile(r", required: true|, required_unless: \w+|(?m:^ +required: true\b)")
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_NEIGHBOUR: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """A fault in one file.

    Attributes:
        line: where it is, from 1.
        before: the text there, which `after` takes the place of.
        start: the offset of that text in the file.
    """

    file: str
    line: int
    start: int
    before: str
    after: str

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.file}:{self.line}: {before} -> {after or '(nothing)'}"

    def plant(self, text: str) -> str:
        """Return the file's text with the fault in it."""
        return text[: self.start] + self.after + text[self.start + len(self.before) :]


def find_in_mapping(file: str, text: str) -> Iterator[Fault]:
    """Find what a mapping may get wrong: bounds that are one off, and lost requirements."""
    for found in re.finditer(r"\b(?:min|max|max_length|max_items|default): (\d+)\b", text):
        for change in (-1, 1):
            yield _in_text(file, text, found.span(1), str(int(found[1]) + change))
    for found in _REQUIRED.finditer(text):
        yield _in_text(file, text, found.span(), "")
    for found in re.finditer(r"\b(?:true|false)\b(?=})", text):
        yield _in_text(file, text, found.span(), {"true": "false", "false": "true"}[found[0]])
    for found in re.finditer(r"^      \w+: request\.\w+\n", text, re.MULTILINE):
        yield _in_text(file, text, found.span(), "")


def find_in_module(file: str, text: str) -> Iterator[Fault]:
    """Find what code may get wrong: comparisons, numbers, truth, and messages."""
    places = _Places(text)
    for node in _walk(ast.parse(text)):
        for part, after in _mistakes(node):
            yield _in_text(file, text, places.span(part), after)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs: not imports for types alone, nor the flags of a decorator."""
    for each in ast.iter_child_nodes(node):
        for_types = isinstance(each, ast.If) and "TYPE_CHECKING" in ast.dump(each.test)
        if not for_types and each not in getattr(node, "decorator_list", ()):
            yield each
            yield from _walk(each)


def _mistakes(node: ast.AST) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    match node:
        case ast.Compare(ops=signs):
            for index, sign in enumerate(signs):
                yield node, _compare(node, {index: _NEIGHBOUR[type(sign)]})
        case ast.Constant(int() as value):
            yield node, str(not value if isinstance(value, bool) else value + 1)
        case ast.BoolOp(op, values):
            word = " or " if isinstance(op, ast.And) else " and "
            yield node, f"({word.join(f'({ast.unparse(each)})' for each in values)})"
        case ast.If(test) | ast.IfExp(test):
            yield test, f"not ({ast.unparse(test)})"
        case ast.Raise() | ast.Expr(ast.Yield() | ast.YieldFrom()):
            yield node, "pass"


def _compare(node: ast.Compare, changed: Mapping[int, str]) -> str:
    """Return the comparison with some of its signs changed."""
    written = f"({ast.unparse(node.left)})"
    for index, (sign, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
        written += f" {changed.get(index, _SIGNS[type(sign)])} ({ast.unparse(right)})"
    return written


class _Places:
    """Offsets in a text by the lines and bytes that syntax trees have."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)

    def span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """Return where the node begins and ends."""
        last, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._offset(node.lineno, node.col_offset), self._offset(last, end)

    def _offset(self, line: int, column: int) -> int:
        before = sum(map(len, self._lines[: line - 1]))
        return before + len(self._lines[line - 1].encode()[:column].decode())


def _in_text(file: str, text: str, span: tuple[int, int], after: str) -> Fault:
    start, end = span
    return Fault(file, text.count("\n", 0, start) + 1, start, text[start:end], after)


def find_all() -> Iterator[tuple[Fault, Sequence[str]]]:
    """Find every fault that can be planted, and the tests that cover it."""
    for pattern, tests in COVERED.items():
        find = find_in_mapping if pattern.endswith(".yaml") else find_in_module
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            for fault in find(str(path.relative_to(ROOT)), text):
                yield fault, tests


def copy_project(target: Path) -> None:
    """Copy every file that git knows."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    for name in filter(None, listed.stdout.decode().split("\0")):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        copy2(ROOT / name, target / name)


def is_seen(fault: Fault, tests: Sequence[str], copy: Path) -> bool:
    """Plant the fault in the copy, and return whether a test fails; the copy is whole after it."""
    path = copy / fault.file
    text = path.read_text(encoding="utf-8")
    path.write_text(fault.plant(text), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        ran = subprocess.run(  # noqa: S603 - our own tests
            command, cwd=copy, capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(text, encoding="utf-8")
    return ran.returncode != 0


def main() -> None:
    """Plant a sample and print what survived; none of it is the status 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200, help="how many faults are planted")
    parser.add_argument("--seed", type=int, default=1, help="which of them")
    parser.add_argument("--only", default="", help="a part of the files' names")
    options = parser.parse_args()
    faults = [each for each in find_all() if options.only in each[0].file]
    draw = random.Random(options.seed)  # noqa: S311 - no secret
    chosen = draw.sample(faults, min(options.sample, len(faults)))
    survived = 0
    with TemporaryDirectory() as folder:
        copy_project(Path(folder))
        for fault, tests in chosen:
            if not is_seen(fault, tests, Path(folder)):
                survived += 1
                print(fault, flush=True)
    print(f"{len(chosen)} of {len(faults)} faults were planted, {survived} survived")
    sys.exit(survived > 0)


if __name__ == "__main__":
    main()
