"""Read a table of people, such as a class list."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapter.spreadsheet import TableError, parse_table, unprotect
from adapter.text import shorten, suggest_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLUMNS = ("name", "contact", "id", "grants")
"""The columns that a table may have, in any order and case; `label` is another name of `id`."""

MAX_LENGTH = 200
"""The most characters of a name, a contact or an id."""

_OTHER_NAMES = {"label": "id"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of people.

    Attributes:
        line: where it stands, from 1 on.
        name: empty if there is none, and so for `contact` and `id`.
        grants: the value of each QualificationTypeId that the person gets when they come.
    """

    line: int
    name: str = ""
    contact: str = ""
    id: str = ""
    grants: Mapping[str, int] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """Return what makes two rows the same person: the id, else the contact, else the name."""
        texts = {"id": self.id, "contact": self.contact.casefold(), "name": self.name.casefold()}
        return next((kind, text) for kind, text in texts.items() if text)


class RosterError(ValueError):
    """A table cannot be used.

    Attributes:
        problems: the line and the reason of each row that cannot be used.
    """

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"line {line}: {reason}" for line, reason in problems))
        self.problems = problems


def read_table(text: str) -> list[Row]:
    """Return the rows of a table.

    Args:
        text: CSV with commas, semicolons or tabs. The first line has the names of the columns.

    Raises:
        TableError: a row cannot be used.
    """
    try:
        table = parse_table(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        lines = list(table.rows)
    except TableError as error:
        raise RosterError([(error.line or 1, error.text)]) from None
    if not lines:
        raise RosterError([(2 if table.header else 1, "there is no row of a person")])
    return _read_rows(lines, _read_header(table.header))


def _read_header(cells: Sequence[str]) -> Sequence[str]:
    given = [each.strip().lower() for each in cells]
    names = [_OTHER_NAMES.get(each, each) for each in given]
    for name in names:
        if name not in COLUMNS:
            text = f"there is no column {shorten(name)}{suggest_name(name, COLUMNS) or '.'} "
            raise RosterError([(1, f"{text}The columns are {', '.join(COLUMNS)}")])
    if len(set(names)) < len(names):
        raise RosterError([(1, "two columns have the same name")])
    return names


def _read_rows(lines: Sequence[tuple[int, Sequence[str]]], names: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    problems: list[tuple[int, str]] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in lines:
        try:
            row = _read_row(line, cells, names)
            first = seen.setdefault(row.identity, line)
            if first != line:
                text = f"the same person as in line {first}: tell them apart by a column id"
                raise ValueError(text)  # noqa: TRY301 (the problems of all rows are one list)
        except ValueError as error:
            problems.append((line, str(error)))
        else:
            rows.append(row)
    if problems:
        raise RosterError(problems)
    return rows


def _read_row(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    if len(cells) != len(names):
        raise ValueError(f"{len(cells)} cells where line 1 has {len(names)} columns")
    texts = {
        name: " ".join(unprotect(cell).split()) for name, cell in zip(names, cells, strict=True)
    }
    for name, text in texts.items():
        if name != "grants" and len(text) > MAX_LENGTH:
            raise ValueError(f"the {name} has more than {MAX_LENGTH} characters")
        if "\0" in text:
            raise ValueError(f"the {name} holds a character that is no text")
    grants = dict(_read_grants(texts.pop("grants", "")))
    if not any(texts.values()):
        raise ValueError("neither a name, nor a contact, nor an id")
    return Row(line, **texts, grants=grants)


def _read_grants(text: str) -> Iterator[tuple[str, int]]:
    """Yield the types and values of a text such as `3TYPE=80 3OTHER=1`."""
    for each in text.replace(";", " ").split():
        type_id, _, value = each.partition("=")
        if not (type_id and value.isascii() and value.isdigit()):
            raise ValueError(f"expected TYPE=VALUE such as 3TYPE=80, found {shorten(each)}")
        yield type_id, int(value)
