"""A batch of work, and its requester who reviews it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.market import ME
from support.work import LIFE, accept

from adapter.marketplace.documents import build_answers
from adapter.marketplace.reviewing import (
    carry_out_part,
    count_statuses,
    find_job,
    list_assignments,
    list_job_items,
    prepare_job,
    preview_job,
    read_outcome,
    save_parameters,
)
from adapter.marketplace.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.market import Market

    from adapter.marketplace.reviewing import (
        Action,
        Job,
        JobItem,
        ListedAssignment,
        Outcome,
        Preview,
        Selection,
    )

SLOW = {"AutoApprovalDelayInSeconds": 2_592_000}
"""Nothing is approved by time alone for thirty days."""


@dataclass(frozen=True)
class Batch:
    """HITs of one type, whose assignments cost 0.60 each."""

    market: Market
    type_id: str

    def post(self, **more: Any) -> str:
        """The id of a new HIT."""
        given = {**LIFE, "MaxAssignments": 1, **more}
        made = self.market("CreateHITWithHITType", HITTypeId=self.type_id, **given)
        hit_id: str = made["HIT"]["HITId"]
        return hit_id

    def accept(self, worker: str, hit_id: str | None = None) -> str:
        """The id of the assignment that a worker now has, of a HIT of its own if none is named."""
        return accept(self.market, hit_id or self.post(), worker)

    def submit(
        self,
        worker: str,
        hit_id: str | None = None,
        seconds: int = 60,
        document: str | None = None,
        **answers: str,
    ) -> str:
        """The id of an assignment on which a worker spent so many seconds."""
        assignment_id = self.accept(worker, hit_id)
        self.market.clock.move(seconds=seconds)
        document = document or build_answers(None, answers or {"q": "a"})
        Worker(self.market.service, worker).submit(assignment_id, document)
        return assignment_id


@dataclass(frozen=True)
class Reviewer:
    """The requester of an account, who reviews work."""

    market: Market
    account: str = ME

    def list(
        self, chosen: Selection, order: str = "submitted", offset: int = 0, limit: int = 50
    ) -> list[ListedAssignment]:
        """A part of a list."""
        return self.market.service.read(
            self.account, lambda each: list_assignments(each, chosen, order, offset, limit)
        )

    def count(self, chosen: Selection) -> dict[str, int]:
        """How many assignments have each status."""
        return dict(self.market.service.read(self.account, lambda t: count_statuses(t, chosen)))

    def prepare(self, action: Action, chosen: Selection | Sequence[str], batch: str) -> Job | None:
        """A job that is not confirmed; None if nothing was chosen."""
        with self.market.service.begin_write(self.account) as transaction:
            return prepare_job(transaction, action, batch, chosen)

    def preview(self, job: Job) -> Preview:
        """What the job would do."""
        return self.market.service.read(self.account, lambda each: preview_job(each, job))

    def save(self, job: Job, *, confirmed: bool = False, **parameters: str) -> Job:
        """The job with these parameters."""
        with self.market.service.begin_write(self.account) as transaction:
            save_parameters(transaction, job, parameters, confirmed=confirmed)
        return self.find(job)

    def confirm(self, job: Job, **parameters: str) -> Job:
        """The job, confirmed with these parameters, of which nothing is carried out yet."""
        return self.save(job, confirmed=True, **parameters)

    def carry_out(self, job: Job, **parameters: str) -> Job:
        """The job, confirmed and carried out whole."""
        done = self.confirm(job, **parameters)
        while not done.is_finished:
            done = carry_out_part(self.market.service, self.account, job.id)
        return done

    def find(self, job: Job) -> Job:
        """The job as it is now."""
        return self.market.service.read(self.account, lambda each: find_job(each, job.id))

    def outcome(self, job: Job) -> Outcome:
        """What the job did."""
        return self.market.service.read(self.account, lambda each: read_outcome(each, job))

    def items(self, job: Job) -> Sequence[JobItem]:
        """The assignments or workers of the job."""
        return self.market.service.read(self.account, lambda t: list_job_items(t, job, 0, 1000))
