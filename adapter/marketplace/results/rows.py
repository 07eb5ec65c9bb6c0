"""Select the results of HITs, an assignment a row, as texts by column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, select

from adapter.marketplace.accounts.balance import format_dollars
from adapter.marketplace.batch_summaries import select_hits
from adapter.marketplace.documents.answers import read_answers
from adapter.marketplace.errors import INVALID, RequestError
from adapter.marketplace.hits.state import AVAILABLE, DISPOSED
from adapter.marketplace.results.columns import ANSWER, INPUT, format_time
from adapter.marketplace.storage.tables import assignments, hit_types, hits
from adapter.marketplace.workers.work import REWARD_CENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select, Subquery

    from adapter.marketplace.batch_summaries import BatchId
    from adapter.marketplace.documents import Answer
    from adapter.marketplace.storage.transaction import AnyRow, Transaction

_SEPARATOR = "|"
_UNREADABLE = "document"
"""The answer's name where a seed has one that is no valid document."""

_IN_A_PART = 1_000
_PERIODS: Mapping[str, timedelta | None] = {
    "LifetimeApprovalRate": None,
    "Last30DaysApprovalRate": timedelta(days=30),
    "Last7DaysApprovalRate": timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The HITs whose results are wanted; all of the account where nothing is named.

    Attributes:
        hit_id: a HITId.
        type_id: a HITTypeId.
        group_id: a HITGroupId.
        batch: a batch of the account's.
    """

    hit_id: str | None = None
    type_id: str | None = None
    group_id: str | None = None
    batch: BatchId | None = None

    def match(self, transaction: Transaction) -> ColumnElement[bool]:
        """Return the condition of the account's HITs."""
        columns = {
            hits.c.id: self.hit_id,
            hits.c.type_id: self.type_id,
            hit_types.c.group_id: self.group_id,
        }
        named = [column == value for column, value in columns.items() if value is not None]
        if self.batch is not None:
            named.append(select_hits(transaction, self.batch))
        return and_(hits.c.account == transaction.account, hits.c.status != DISPOSED, *named)


_JOINED = assignments.join(hits, hits.c.id == assignments.c.hit_id).join(
    hit_types, hit_types.c.id == hits.c.type_id
)
_DECIDED_AT = func.coalesce(assignments.c.approved, assignments.c.rejected)


def count_results(transaction: Transaction, wanted: Wanted) -> int:
    """Return the number of submitted assignments.

    Raises:
        RequestError: the account has no such HIT.
    """
    own = wanted.match(transaction)
    found = select(hits.c.id).join(hit_types, hit_types.c.id == hits.c.type_id).where(own).limit(1)
    if wanted != Wanted() and transaction.execute(found).first() is None:
        raise RequestError(INVALID, f"The account {transaction.account} has no such HIT.")
    count = select(func.count()).select_from(_JOINED).where(_match(transaction, wanted))
    return int(transaction.execute(count).scalar_one())


def read_results(transaction: Transaction, wanted: Wanted) -> Iterator[Mapping[str, str]]:
    """Yield the cells of each submitted assignment by column, those of one HIT together.

    A row has no cell for what it does not have. The names of inputs and answers begin with `INPUT`
    and `ANSWER`.
    """
    statement = _select(transaction).where(_match(transaction, wanted))
    ordered = statement.order_by(hits.c.serial, assignments.c.submitted, assignments.c.serial)
    for row in transaction.execute(ordered.execution_options(yield_per=_IN_A_PART)):
        yield _build_cells(row)


def _match(transaction: Transaction, wanted: Wanted) -> ColumnElement[bool]:
    return and_(
        assignments.c.account == transaction.account,
        assignments.c.submitted.is_not(None),
        wanted.match(transaction),
    )


def _select(transaction: Transaction) -> Select[Any]:
    rates = _count_decided(transaction)
    return select(
        hits.c.id.label("HITId"),
        hit_types.c.id.label("HITTypeId"),
        hit_types.c.title.label("Title"),
        hit_types.c.description.label("Description"),
        hit_types.c.keywords.label("Keywords"),
        REWARD_CENTS.label("Reward"),
        hits.c.created.label("CreationTime"),
        hits.c.max_assignments.label("MaxAssignments"),
        hits.c.annotation.label("RequesterAnnotation"),
        hit_types.c.assignment_seconds.label("AssignmentDurationInSeconds"),
        hit_types.c.approval_seconds.label("AutoApprovalDelayInSeconds"),
        hits.c.expiration.label("Expiration"),
        assignments.c.id.label("AssignmentId"),
        assignments.c.worker_id.label("WorkerId"),
        assignments.c.status.label("AssignmentStatus"),
        assignments.c.accepted.label("AcceptTime"),
        assignments.c.submitted.label("SubmitTime"),
        assignments.c.auto_approval.label("AutoApprovalTime"),
        assignments.c.approved.label("ApprovalTime"),
        assignments.c.rejected.label("RejectionTime"),
        assignments.c.feedback.label("RequesterFeedback"),
        *(column for column in rates.c if column.name != "worker_id"),
        AVAILABLE.label("numavailable"),
        hits.c.pending.label("numpending"),
        hits.c.completed.label("numcomplete"),
        hits.c.status.label("hitstatus"),
        hits.c.review_status.label("reviewstatus"),
        assignments.c.deadline,
        assignments.c.answer,
        hits.c.layout_parameters,
    ).select_from(_JOINED.outerjoin(rates, rates.c.worker_id == assignments.c.worker_id))


def _count_decided(transaction: Transaction) -> Subquery:
    """Return how much of each worker's work was approved, and decided, in each period."""
    is_approved = assignments.c.status == "Approved"
    counts: list[ColumnElement[Any]] = []
    for name, period in _PERIODS.items():
        in_time: ColumnElement[bool] = assignments.c.status.in_(("Approved", "Rejected"))
        if period is not None:
            in_time = and_(in_time, _DECIDED_AT.between(transaction.now - period, transaction.now))
        counts.append(func.sum(case((and_(in_time, is_approved), 1), else_=0)).label(f"{name} of"))
        counts.append(func.sum(case((in_time, 1), else_=0)).label(name))
    return (
        select(assignments.c.worker_id, *counts)
        .where(assignments.c.account == transaction.account)
        .group_by(assignments.c.worker_id)
        .subquery()
    )


def _build_cells(row: AnyRow) -> dict[str, str]:
    found = row._asdict()
    inputs = found.pop("layout_parameters") or ()
    answer = found.pop("answer")
    rates = {name: _format_rate(found.pop(f"{name} of"), found.pop(name)) for name in _PERIODS}
    seconds = (found["SubmitTime"] - found["AcceptTime"]).total_seconds()
    return {
        **{name: _format(value) for name, value in found.items() if value is not None},
        **rates,
        "Reward": f"${format_dollars(found['Reward'])}",
        "WorkTimeInSeconds": str(round(seconds)),
        **{f"{INPUT}{each['Name']}": each.get("Value", "") for each in inputs},
        **(_read_answers(answer) if answer else {}),
    }


def _format(value: object) -> str:
    return format_time(value) if isinstance(value, datetime) else str(value)


def _format_rate(approved: int, decided: int) -> str:
    """Return a rate such as `66% (2/3)`, or `0% (0/0)`."""
    percent = approved * 100 // decided if decided else 0
    return f"{percent}% ({approved}/{decided})"


def _read_answers(document: str) -> Mapping[str, str]:
    """Return the answers by column; several to one question are joined."""
    try:
        answers = read_answers(document)
    except (
        ValueError,
        IndexError,
    ):  # no valid document; to validate each takes as long as all else
        return {f"{ANSWER}{_UNREADABLE}": document}
    cells: dict[str, list[str]] = {}
    for answer in answers:
        cells.setdefault(f"{ANSWER}{answer.question}", []).extend(_list_values(answer))
    return {name: _SEPARATOR.join(values) for name, values in cells.items()}


def _list_values(answer: Answer) -> Sequence[str]:
    """Return the parts of an answer: a file's key, or the selections and the text."""
    if answer.size is not None:
        return (answer.file_key,)
    text = () if answer.text is None else (answer.text,)
    return (*(answer.selected or ()), *text)
