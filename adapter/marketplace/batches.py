"""A batch: one HIT for each row of a table, all of one layout and one type.

As on Amazon's requester site, the header of the table has the names of the layout's placeholders.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.marketplace.accounts.balance import compute_price, parse_cents
from adapter.marketplace.documents import (
    DocumentKind,
    fill_layout,
    list_placeholders,
    list_violations,
    write_html_question,
)
from adapter.marketplace.due_changes import apply_due_changes
from adapter.marketplace.hits.creation import NewHit, check_hit, insert_hits
from adapter.marketplace.hits.layouts import add_layout
from adapter.marketplace.hits.queries import read_hit
from adapter.marketplace.hits.types import build_row, find_or_create
from adapter.marketplace.qualifications.requirements import NAME as REQUIREMENTS
from adapter.marketplace.qualifications.requirements import check_requirements
from adapter.marketplace.validation import check_parameters
from adapter.spreadsheet import TableError, parse_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction
    from adapter.spreadsheet import Table

    Values = Mapping[str, str]

_MAX_PROBLEMS = 20


class BatchTableError(ValueError):
    """The table does not fit the page.

    Attributes:
        problems: each begins with its line; the first few, and how many more there are.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        more = len(problems) - _MAX_PROBLEMS
        rest = (f"and {more:,} more",) if more > 0 else ()
        self.problems = (*problems[:_MAX_PROBLEMS], *rest)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: its first line, and the value of each placeholder."""

    line: int
    values: Values


@dataclass(frozen=True, slots=True)
class Batch:
    """What becomes HITs.

    Attributes:
        html: with a placeholder `${name}` for each column.
        rows: the values of each HIT.
        name: of the layout that is made.
        frame_height: in pixels; 0 means as high as the window.
        properties: the parameters of CreateHIT that all HITs share.
        layout_id: the account's layout with this HTML; None: a new one is made of it.
    """

    html: str
    rows: Sequence[TableRow]
    name: str
    frame_height: int
    properties: Mapping[str, Any]
    layout_id: str | None = None

    @property
    def first(self) -> str:
        """Return the HTML of the first HIT."""
        return fill_layout(self.html, self.rows[0].values)

    @property
    def assignments(self) -> int:
        """Return the number of assignments of all HITs."""
        per_hit: int = self.properties.get("MaxAssignments", 1)
        return per_hit * len(self.rows)

    @property
    def cost_cents(self) -> int:
        """Return what all assignments cost with fees."""
        reward, per_hit = self.properties["Reward"], self.properties.get("MaxAssignments", 1)
        return compute_price(parse_cents(reward), per_hit) * self.assignments


@dataclass(frozen=True, slots=True)
class PostedBatch:
    """A batch that was posted."""

    layout_id: str
    hit_type_id: str
    hit_group_id: str
    hit_ids: tuple[str, ...]


def read_rows(table: str, html: str) -> Sequence[TableRow]:
    """Return the rows of a CSV table.

    Args:
        table: CSV with commas, semicolons or tabs. Its first line has the names of the HTML's
            placeholders, in any order.
        html: with placeholders.

    Raises:
        TableError: names or rows do not fit.
    """
    problems: list[str] = []
    rows: list[TableRow] = []
    try:
        parsed = parse_table(io.StringIO(table.removeprefix("\ufeff"), newline=""))
        problems += _check_header(parsed.header, list_placeholders(html))
        if not problems:
            rows.extend(_read_rows(parsed, problems))
    except TableError as error:
        problems.append(str(error))
    if not rows and not problems:
        problems.append("line 2: there is no row, so there is no HIT to make")
    if problems:
        raise BatchTableError(problems)
    return rows


def _check_header(header: Sequence[str], placeholders: Sequence[str]) -> Iterator[str]:
    for name in header:
        if name not in placeholders:
            yield f"line 1: the page has no placeholder ${{{name}}} for this column"
    for name in placeholders:
        if name not in header:
            yield f"line 1: there is no column for the page's placeholder ${{{name}}}"


def _read_rows(table: Table, problems: list[str]) -> Iterator[TableRow]:
    for line, cells in table.rows:
        try:
            yield TableRow(line, table.name_cells(line, cells))
        except TableError as error:
            problems.append(str(error))


def write_questions(
    batch: Batch, report: Callable[[int, int], None] = lambda _done, _total: None
) -> Sequence[str]:
    """Return the Question of each HIT.

    Args:
        batch: what becomes HITs.
        report: receives after each HIT how many are done, and how many there are.

    Raises:
        TableError: a row makes no valid Question.
    """
    questions, problems = [], []
    for done, row in enumerate(batch.rows, start=1):
        filled = fill_layout(batch.html, row.values)
        question = write_html_question(filled, batch.frame_height)
        reasons = list_violations(DocumentKind.QUESTION, question)
        problems += [f"line {row.line}: {each}" for each in reasons[:1]]
        if not reasons:
            questions.append(question)
        report(done, len(batch.rows))
    if problems:
        raise BatchTableError(problems)
    return questions


def check_properties(transaction: Transaction, properties: Mapping[str, Any]) -> None:
    """Raise the error of properties that CreateHIT would refuse, but for the money."""
    params = check_parameters("CreateHIT", {**properties, "HITLayoutId": "3LAYOUT"})
    check_hit(params)
    build_row(params, check_requirements(transaction, params.get(REQUIREMENTS) or []))


def post_batch(
    marketplace: Marketplace,
    account: str,
    batch: Batch,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> PostedBatch:
    """Make a HIT for each row, all of them or none.

    Args:
        marketplace: where the HITs are made.
        account: the access key that pays for them.
        batch: what becomes HITs.
        report: receives after each HIT how many are done, and how many there are.

    Raises:
        TableError: a row makes no valid Question.
        MarketplaceError: a HIT cannot be made, or the database failed; nothing was changed.
    """
    new = build_hits(batch, marketplace.environment.generate_id, report)
    with marketplace.begin_write(account) as transaction:
        return insert_batch(transaction, batch, new)


def build_hits(
    batch: Batch,
    generate_id: Callable[[], str],
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Sequence[NewHit]:
    """Return the HITs of a batch, to be inserted in one transaction, for which others wait.

    Args:
        batch: what becomes HITs.
        generate_id: returns a new identifier in Amazon's format.
        report: see `write_questions`.

    Raises:
        TableError: a row makes no valid Question.
    """
    questions = write_questions(batch, report)
    return [
        NewHit(generate_id(), question, _list_parameters(row.values))
        for question, row in zip(questions, batch.rows, strict=True)
    ]


def insert_batch(transaction: Transaction, batch: Batch, new: Sequence[NewHit]) -> PostedBatch:
    """Insert the HITs of `build_hits`, and the layout if it is not kept yet."""
    apply_due_changes(transaction)
    layout_id = batch.layout_id or add_layout(
        transaction, batch.html, name=batch.name, frame_height=batch.frame_height
    )
    of_layout = {"HITLayoutId": layout_id, "HITLayoutParameters": new[0].layout_parameters}
    params = check_parameters("CreateHIT", {**batch.properties, **of_layout})
    check_hit(params)
    type_id = find_or_create(transaction, params)
    insert_hits(transaction, params, type_id, new)
    ids = tuple(each.id for each in new)
    return PostedBatch(layout_id, type_id, read_hit(transaction, ids[0])["HITGroupId"], ids)


def _list_parameters(values: Values) -> Sequence[Mapping[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]
