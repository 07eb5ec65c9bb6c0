"""Caller text repeated in a message stays short and on one line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapter.text import quote_text, shorten

# Machines that test several things at once are slow now and then.
UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""'),
        ("ten", '"ten"'),
        ("a b <ü> 工", '"a b <ü> 工"'),
        ("a\r\nb\0c\x1b\x7f\u2028\u202ed", '"a\ufffd\ufffdb\ufffdc\ufffd\ufffd\ufffd\ufffdd"'),
        ("9" * 80, '"' + "9" * 80 + '"'),
        ("9" * 400, '"' + "9" * 80 + '… (400 characters)"'),
    ],
)
def test_quoted(text, expected):
    assert quote_text(text) == expected


def test_a_limit_of_its_own():
    assert shorten("abcdef", 3) == "abc… (6 characters)"


@UNHURRIED
@given(some.text(some.characters(), max_size=200))
def test_nothing_leaves_the_line(text):
    assert len(quote_text(text).splitlines()) == 1
    assert quote_text(text).isprintable()
