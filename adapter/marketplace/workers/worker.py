"""The actions of one worker."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from adapter.marketplace.documents import build_answers
from adapter.marketplace.due_changes import apply_due_changes, list_accounts_with_due_changes
from adapter.marketplace.errors import (
    INVALID,
    DoesNotExistError,
    InvalidValueError,
    RequestError,
)
from adapter.marketplace.hits.queries import read_hit
from adapter.marketplace.qualifications.types import find_type, list_requestable_types
from adapter.marketplace.uploads import list_uploads, save_upload
from adapter.marketplace.workers.assignments import (
    accept_hit,
    find_accepted,
    find_assignment_owner,
    find_hit_owner,
    find_question,
    list_all_hits,
    list_open_hits,
    return_assignment,
    submit_assignment,
)
from adapter.marketplace.workers.attempts import begin_attempt, find_attempt
from adapter.marketplace.workers.earnings import sum_paid
from adapter.marketplace.workers.eligibility import check_hits
from adapter.marketplace.workers.groups import find_type as find_group_type
from adapter.marketplace.workers.groups import list_groups
from adapter.marketplace.workers.next_hit import accept_next, accept_wanted, find_next_hit
from adapter.marketplace.workers.own_assignments import list_own_assignments
from adapter.marketplace.workers.preview import find_asked
from adapter.marketplace.workers.qualification_requests import request_qualification
from adapter.marketplace.workers.requirements import parse_locale
from adapter.marketplace.workers.standings import list_held, list_pending, list_standings
from adapter.marketplace.workers.work import count_queue, find_work, list_queue, list_submitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Params, Result, Transaction
    from adapter.marketplace.uploads import UploadedFile, UploadMetadata
    from adapter.marketplace.workers.attempts import Attempt
    from adapter.marketplace.workers.eligibility import Eligibility
    from adapter.marketplace.workers.groups import Group
    from adapter.marketplace.workers.standings import Standing
    from adapter.marketplace.workers.work import Work

    Answers = str | Mapping[str, str | Sequence[str]]

_ID = re.compile(r"A[A-Z0-9]{1,63}")


class Worker:
    """A worker; every method may raise a MarketplaceError.

    Args:
        marketplace: the marketplace with the HITs and qualification types.
        worker_id: an A followed by capital letters or digits. Workers are not registered.
        country: where the worker is, such as `US` or `US-CA`, in place of a stored Worker_Locale;
            None means the stored one, if there is one.
        arrival: the serial of the worker's arrival by a recruiting link; what the worker accepts is
            part of it then, and within its limits.
    """

    def __init__(
        self,
        marketplace: Marketplace,
        worker_id: str,
        country: str | None = None,
        arrival: int | None = None,
    ) -> None:
        if not _ID.fullmatch(worker_id):
            raise InvalidValueError("WorkerId", worker_id)
        self._marketplace = marketplace
        self._id = worker_id
        self._arrival = arrival
        self._locale = None if country is None else parse_locale(country)

    @property
    def id(self) -> str:
        """Return the WorkerId."""
        return self._id

    def list_requestable_types(self, params: Params) -> Result:
        """Return the types that can be requested, in the form of ListQualificationTypes.

        Args:
            params: Query, MaxResults and NextToken, all optional.
        """
        with self._marketplace.begin_read(self._id, "requestable types", params) as transaction:
            return list_requestable_types(transaction, params)

    def request_qualification(self, type_id: str, answers: Answers | None = None) -> Result:
        """Request a qualification; see `qualification_requests.request_qualification`.

        Args:
            type_id: the qualification type.
            answers: the answers by question, or a QuestionFormAnswers document; None if the type
                has no test.
        """
        with self._marketplace.begin_read(self._id) as transaction:
            wanted = find_type(transaction, type_id)
        document = None if answers is None else _write_document(wanted.test, answers)
        with self._marketplace.begin_write(wanted.account) as transaction:
            return request_qualification(transaction, self._id, type_id, document)

    def list_standings(self, type_ids: Sequence[str]) -> list[Standing]:
        """Return what these qualification types are to this worker; see `standings`."""
        with self._marketplace.begin_read(self._id) as transaction:
            return list_standings(transaction, self._id, type_ids)

    def list_qualifications(self) -> list[Standing]:
        """Return the types of which this worker has a qualification, by name."""
        with self._marketplace.begin_read(self._id) as transaction:
            return list_held(transaction, self._id)

    def list_pending_requests(self) -> list[Standing]:
        """Return the types that this worker requested and whose requester decides; by name."""
        with self._marketplace.begin_read(self._id) as transaction:
            return list_pending(transaction, self._id)

    def begin_test(self, type_id: str) -> None:
        """Begin the test of a type; see `attempts.begin_attempt`."""
        with self._marketplace.begin_read(self._id) as transaction:
            owner = find_type(transaction, type_id).account
        with self._marketplace.begin_write(owner) as transaction:
            begin_attempt(transaction, self._id, type_id)

    def find_test(self, type_id: str) -> Attempt | None:
        """Return the test that this worker has begun and not answered, or None."""
        with self._marketplace.begin_read(self._id) as transaction:
            return find_attempt(transaction, self._id, type_id)

    def list_open_hits(self, params: Params) -> Result:
        """Return the HITs with work for this worker; see `assignments.list_open_hits`.

        Args:
            params: MaxResults and NextToken, both optional.
        """
        self._apply_due_changes()
        with self._marketplace.begin_read(self._id, "open HITs", params) as transaction:
            return list_open_hits(transaction, self._id, params, self._locale)

    def list_all_hits(self, params: Params) -> Result:
        """Return every account's HITs; see `assignments.list_all_hits`.

        Args:
            params: MaxResults and NextToken, both optional.
        """
        self._apply_due_changes()
        with self._marketplace.begin_read(self._id, "all HITs", params) as transaction:
            return list_all_hits(transaction, params)

    def check_hits(self, found: Sequence[Result]) -> list[Eligibility]:
        """Return for each of these HITs whether the worker may accept it, and if not, why."""
        with self._marketplace.begin_read(self._id) as transaction:
            return check_hits(transaction, self._id, found, self._locale)

    def find_asked(self, identifier: str) -> Result:
        """Return the HIT or the qualification type; see `preview.find_asked`."""
        self._apply_due_changes()
        with self._marketplace.begin_read(self._id) as transaction:
            return find_asked(transaction, identifier)

    def list_assignments(self, params: Params) -> Result:
        """Return the worker's assignments; see `own_assignments.list_own_assignments`.

        Args:
            params: MaxResults and NextToken, both optional.
        """
        self._apply_due_changes()
        with self._marketplace.begin_read(self._id, "own assignments", params) as transaction:
            return list_own_assignments(transaction, self._id, params)

    def list_groups(self, search: str = "", group_id: str | None = None) -> list[Group]:
        """Return the groups with HITs for this worker; see `groups.list_groups`."""
        self._apply_due_changes()
        with self._marketplace.begin_read(self._id) as transaction:
            return list_groups(transaction, self._id, search, group_id)

    def find_next_hit(self, type_id: str, after: str | None = None) -> Result | None:
        """Return the HIT of the type to preview, in the API's form; see `groups.find_next_hit`."""
        with self._marketplace.begin_read(self._id) as transaction:
            hit_id = find_next_hit(transaction, self._id, type_id, after)
            if hit_id is None:
                return None
            owner = find_hit_owner(transaction, hit_id)
            return read_hit(replace(transaction, account=owner), hit_id)

    def accept_next(
        self, group_id: str, *, after: str | None = None, wanted: str | None = None
    ) -> str | None:
        """Return the AssignmentId of a HIT of the group; None if no HIT is left for the worker.

        Args:
            group_id: the HITGroupId or HITTypeId.
            after: the HIT that the worker did or skips; see `next_hit.accept_next`.
            wanted: the HIT that the worker saw; see `next_hit.accept_wanted`.
        """
        with self._marketplace.begin_read(self._id) as transaction:
            of_group = find_group_type(transaction, group_id)
        with self._begin_write(of_group.account) as transaction:
            if wanted is not None:
                return accept_wanted(transaction, self._id, of_group.id, wanted, self._arrival)
            return accept_next(transaction, self._id, of_group.id, after, self._arrival)

    def find_work(self, assignment_id: str) -> Work:
        """Return an assignment of this worker, in whatever state."""
        with self._marketplace.begin_read(self._id) as transaction:
            found = find_work(transaction, assignment_id)
        if found.worker_id != self._id:
            raise DoesNotExistError("Assignment", assignment_id)
        return found

    def list_queue(self) -> list[Work]:
        """Return the assignments that this worker can still submit, the nearest deadline first."""
        with self._marketplace.begin_read(self._id) as transaction:
            return list_queue(transaction, self._id)

    def count_queue(self) -> int:
        """Return how many assignments this worker can still submit."""
        with self._marketplace.begin_read(self._id) as transaction:
            return count_queue(transaction, self._id)

    def list_submitted(self, day: date | None = None) -> list[Work]:
        """Return what this worker submitted, on a day in UTC or ever, the latest first."""
        self._apply_due_changes()
        with self._marketplace.begin_read(self._id) as transaction:
            return list_submitted(transaction, self._id, day)

    def sum_paid(self) -> Mapping[str, int]:
        """Return the cents that each account paid this worker outside of the marketplace."""
        with self._marketplace.begin_read(self._id) as transaction:
            return sum_paid(transaction, self._id)

    def accept(self, hit_id: str) -> Result:
        """Accept an assignment; return AssignmentId, HITId, WorkerId, AcceptTime and Deadline."""
        with self._marketplace.begin_read(self._id) as transaction:
            owner = find_hit_owner(transaction, hit_id)
        with self._begin_write(owner) as transaction:
            return accept_hit(transaction, self._id, hit_id, self._locale, self._arrival)

    def submit(self, assignment_id: str, answers: Answers) -> Result:
        """Submit the answers, by question or as a QuestionFormAnswers document."""
        with self._begin_write(self._find_owner(assignment_id)) as transaction:
            document = _write_document(find_question(transaction, assignment_id), answers)
            return submit_assignment(transaction, self._id, assignment_id, document)

    def save_upload(self, assignment_id: str, question: str, file: UploadedFile) -> None:
        """Keep a file as the answer to a question; see `uploads.save_upload`."""
        with self._begin_write(self._find_owner(assignment_id)) as transaction:
            find_accepted(transaction, self._id, assignment_id)
            save_upload(transaction, (assignment_id, self._id), question, file)

    def list_uploads(self, assignment_id: str) -> Mapping[str, UploadMetadata]:
        """Return the files that are kept for an assignment of this worker, by question."""
        self._find_owner(assignment_id)
        with self._marketplace.begin_read(self._id) as transaction:
            return list_uploads(transaction, assignment_id)

    def return_assignment(self, assignment_id: str) -> None:
        """Return the assignment, so that another worker can accept it."""
        with self._begin_write(self._find_owner(assignment_id)) as transaction:
            return_assignment(transaction, self._id, assignment_id)

    def _apply_due_changes(self) -> None:
        """Apply the due changes of every account, as the lists of workers show all of them."""
        with self._marketplace.begin_read(self._id) as transaction:
            accounts = list_accounts_with_due_changes(transaction)
        for account in accounts:
            with self._begin_write(account):
                pass

    def _find_owner(self, assignment_id: str) -> str:
        with self._marketplace.begin_read(self._id) as transaction:
            return find_assignment_owner(transaction, self._id, assignment_id)

    @contextmanager
    def _begin_write(self, account: str) -> Iterator[Transaction]:
        """Begin a write transaction of the requester, and apply due changes first."""
        with self._marketplace.begin_write(account) as transaction:
            apply_due_changes(transaction)
            yield transaction


def _write_document(form: str | None, answers: Answers) -> str:
    if isinstance(answers, str):
        return answers
    try:
        return build_answers(form, answers)
    except ValueError as error:
        raise RequestError(INVALID, f"The answers cannot be used: {error}.") from None
