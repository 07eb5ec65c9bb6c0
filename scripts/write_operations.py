"""Writes the table of operations into README.md, from the mappings; with --check, compares only."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from adapter.mapping.loader import load
from adapter.resources import folder

if TYPE_CHECKING:
    from adapter.mapping.schema import Mapping

README = Path(__file__).parents[1] / "README.md"
TABLE = re.compile(r"(?<=-->\n)(?:\|.*\n)*(?=<!-- /operations -->)")


def table() -> str:
    """The table, a line for each operation."""
    mappings = sorted(load(folder("mappings")).mappings.values(), key=lambda each: each.operation)
    head = "| legacy operation | current | fidelity | what is lost |\n| --- | --- | --- | --- |\n"
    return head + "".join(_row(each) for each in mappings)


def _row(mapping: Mapping) -> str:
    current = ", ".join(call.operation for call in mapping.calls)
    return (
        f"| {mapping.operation} | {current} | {mapping.fidelity} | {' '.join(mapping.losses)} |\n"
    )


def main() -> int:
    """Exit status 0: README was or is now current; 1: it is not, and --check was given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    before = README.read_text(encoding="utf-8")
    after = TABLE.sub(lambda _: table(), before, count=1)
    if check:
        return int(before != after)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
