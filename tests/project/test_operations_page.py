"""docs/operations.md: its examples send what its tables name."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
SECTIONS = {each.split("\n")[0]: each for each in PAGE.split("\n## ")[1:]}
ROW = re.compile(r"^\| (\S+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
SENT = re.compile(r"Legacy:\n\n```text\nOperation=\w+\n(.*?)```", re.DOTALL)


def read_values(kind, rules):
    """The values that a row of the table allows; None: any."""
    if "enum" not in kind:
        return None
    listed = next(each for each in rules.split("; ") if not each.startswith(("required", "also")))
    return {*listed.split(", "), *re.findall(r"(\S+) means", rules)}


@pytest.mark.parametrize("operation", SECTIONS)
def test_an_example_sends_what_the_table_names(operation):
    section = SECTIONS[operation]
    allowed = {}
    for name, kind, rules in ROW.findall(section):
        also = re.search(r"also sent as ([^;]+)", rules)
        for each in [name, *(also[1].split(", ") if also else [])]:
            allowed[each] = read_values(kind, rules)
    sent = SENT.search(section)
    for name, value in re.findall(r"^([\w.]+)=(.*)$", sent[1] if sent else "", re.MULTILINE):
        top = name.partition(".")[0]
        assert top in allowed
        assert allowed[top] is None or value in allowed[top], name
