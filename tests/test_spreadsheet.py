"""The lines of tables for spreadsheets."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.spreadsheet import protect, unprotect, write_rows


@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_a_cell_that_looks_like_a_formula_is_text(begin):
    assert list(write_rows([[f"{begin}1+1"]])) == [f'"\'{begin}1+1"\r\n']
    assert list(write_rows([[f"{begin}1+1"]], is_raw=True)) == [f'"{begin}1+1"\r\n']


def test_numbers_and_empty_cells_are_written_as_they_are():
    assert list(write_rows([["a", -5, None]], delimiter="\t")) == ['"a"\t"-5"\t""\r\n']


@given(st.text())
def test_a_protected_cell_is_read_back(cell):
    assert unprotect(protect(cell)) == cell
    assert unprotect(protect(f"'={cell}")) == f"'={cell}"


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=1))
def test_every_text_is_one_cell(row):
    lines = "".join(write_rows([row], is_raw=True))
    assert list(csv.reader(io.StringIO(lines, newline=""))) == [row]
