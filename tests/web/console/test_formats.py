"""How numbers, times and documents are shown."""

import pytest

from adapter.web.admin.console.formats import (
    count,
    format_dollars,
    format_milliseconds,
    format_short,
    indent_document,
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00001, "under 0.1 ms"),
        (0.0042, "4.2 ms"),
        (0.25, "250 ms"),
        (2.54, "2.5 s"),
    ],
)
def test_times_have_a_unit_that_fits(seconds, text):
    assert format_milliseconds(seconds) == text


@pytest.mark.parametrize(("number", "text"), [(3, "3"), (3.14, "3.1"), (1234.5, "1,234")])
def test_numbers_are_short(number, text):
    assert format_short(number) == text


@pytest.mark.parametrize(("number", "text"), [(0, "0 HITs"), (1, "1 HIT"), (1000, "1,000 HITs")])
def test_things_are_counted(number, text):
    assert count(number, "HIT") == text


def test_dollars():
    assert format_dollars("10000.5") == "$10,000.50"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<A><B>1</B><C/></A>\n", ["<A>", "  <B>1</B>", "  <C/>", "</A>"]),
        ('<?xml version="1.0"?>\n<A><B>', ['<?xml version="1.0"?>', "<A>", "  <B>"]),
        ("<A><B>a\nb</B></A>", ["<A>", "  <B>a", "    b</B>", "</A>"]),
        ('{"a":[1]}', ["{", '  "a": [', "    1", "  ]", "}"]),
        ('{"a":[1', ['{"a":[1']),
        ("plain", ["plain"]),
    ],
)
def test_documents_have_a_line_for_each_element(text, lines):
    assert indent_document(text).splitlines() == lines
