"""Pairs of a query or a form: long texts are read as short ones are, and in little memory."""

import tracemalloc
from urllib.parse import quote

import pytest

from adapter.legacy_api.form import read_pairs


@pytest.mark.parametrize("shift", range(4))
def test_a_long_text_is_read_whole_wherever_it_is_cut(shift):
    text = "a" * shift + "ä %+&=\n€" * 20_000
    assert read_pairs(b"A=" + quote(text, safe="").encode()) == (("A", text),)


def test_a_long_text_of_escapes_takes_little_memory():
    body = b"A=" + b"%41" * 1_000_000
    tracemalloc.start()
    try:
        [(_, text)] = read_pairs(body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert text == "A" * 1_000_000
    assert most < 8 * len(body)
