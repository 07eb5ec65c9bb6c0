"""One worker, by id."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapter.marketplace.documents import fill_form
from adapter.marketplace.due import due_accounts, settle
from adapter.marketplace.errors import INVALID, RequestError, invalid_value
from adapter.marketplace.qualifications.ownership import any_type
from adapter.marketplace.qualifications.types import list_requestable_types
from adapter.marketplace.workers.requesting import request_qualification
from adapter.marketplace.workers.working import (
    accept,
    give_back,
    list_open_hits,
    owner_of_assignment,
    owner_of_hit,
    question_of,
    submit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.transaction import Params, Result, Turn

    Answers = str | Mapping[str, str | Sequence[str]]

_ID = re.compile(r"A[A-Z0-9]{1,63}")


class Worker:
    """What one worker can do; every method raises a MarketplaceError.

    Args:
        marketplace: where the worker works.
        worker_id: A and capitals or digits. A worker need not be registered.
    """

    def __init__(self, marketplace: Marketplace, worker_id: str) -> None:
        if not _ID.fullmatch(worker_id):
            raise invalid_value("WorkerId", worker_id)
        self._marketplace = marketplace
        self._id = worker_id

    def requestable_types(self, params: Params) -> Result:
        """The types that can be asked for, in the form of ListQualificationTypes.

        Args:
            params: may have Query, MaxResults and NextToken.
        """
        with self._marketplace.reading(self._id, "requestable types", params) as turn:
            return list_requestable_types(turn, params)

    def request_qualification(self, type_id: str, answers: Answers | None = None) -> Result:
        """Asks for a qualification; see `requesting.request_qualification`.

        Args:
            type_id: for what.
            answers: by question, or as a QuestionFormAnswers document; None where there is no test.
        """
        with self._marketplace.reading(self._id) as turn:
            wanted = any_type(turn, type_id)
        document = None if answers is None else _document(wanted.test, answers)
        with self._marketplace.changing(wanted.account) as turn:
            return request_qualification(turn, self._id, type_id, document)

    def open_hits(self, params: Params) -> Result:
        """HITs with work for this worker, in the form of ListHITs; see `working.list_open_hits`.

        Args:
            params: may have MaxResults and NextToken.
        """
        with self._marketplace.reading(self._id) as turn:
            behind = due_accounts(turn)
        for account in behind:
            with self._marketplace.changing(account) as turn:
                settle(turn)
        with self._marketplace.reading(self._id, "open HITs", params) as turn:
            return list_open_hits(turn, self._id, params)

    def accept(self, hit_id: str) -> Result:
        """Takes on an assignment of the HIT: AssignmentId, HITId, WorkerId and its times."""
        with self._marketplace.reading(self._id) as turn:
            owner = owner_of_hit(turn, hit_id)
        with self._working_for(owner) as turn:
            return accept(turn, self._id, hit_id)

    def submit(self, assignment_id: str, answers: Answers) -> Result:
        """Hands in the answers: by question, or as a QuestionFormAnswers document."""
        with self._working_for(self._owner(assignment_id)) as turn:
            document = _document(question_of(turn, assignment_id), answers)
            return submit(turn, self._id, assignment_id, document)

    def give_back(self, assignment_id: str) -> None:
        """Returns the assignment, so that somebody else can do it."""
        with self._working_for(self._owner(assignment_id)) as turn:
            give_back(turn, self._id, assignment_id)

    def _owner(self, assignment_id: str) -> str:
        with self._marketplace.reading(self._id) as turn:
            return owner_of_assignment(turn, self._id, assignment_id)

    @contextmanager
    def _working_for(self, account: str) -> Iterator[Turn]:
        """A turn of the requester's, after everything that was due."""
        with self._marketplace.changing(account) as turn:
            settle(turn)
            yield turn


def _document(form: str | None, answers: Answers) -> str:
    if isinstance(answers, str):
        return answers
    try:
        return fill_form(form, answers)
    except ValueError as error:
        raise RequestError(INVALID, f"The answers cannot be used: {error}.") from None
