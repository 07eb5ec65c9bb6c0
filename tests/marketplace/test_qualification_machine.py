"""Whatever is done with qualifications in whatever order: as a model in plain Python says."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from support.documents import KEY, TEST, answers
from support.market import ME, OTHER, Market, error_text

from adapter.marketplace import RequestError
from adapter.marketplace.workers import Worker

ACCOUNTS = st.sampled_from([ME, OTHER])
WORKERS = st.sampled_from(["AONE", "ATWO"])
VALUES = st.integers(-(2**31), 2**31 - 1)
KINDS = {
    "plain": {},
    "auto": {"AutoGranted": True, "AutoGrantedValue": 5},
    "scored": {"Test": TEST, "TestDurationInSeconds": 60, "AnswerKey": KEY},
    "read": {"Test": TEST, "TestDurationInSeconds": 60},
}


@dataclass
class Type:
    """What the model knows of a type."""

    owner: str
    name: str
    kind: str
    delay: int | None
    status: str
    pending: dict[str, str] = field(default_factory=dict)  # worker by request
    asked: dict[str, object] = field(default_factory=dict)  # time by worker
    held: dict[str, int] = field(default_factory=dict)
    revoked: dict[str, int] = field(default_factory=dict)


class Qualifications(RuleBasedStateMachine):
    """The marketplace beside the model."""

    types = Bundle("types")

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.market = Market(f"sqlite:///{Path(self.folder.name) / 'market.db'}")
        self.model: dict[str, Type] = {}
        self.decided: dict[str, str] = {}

    def teardown(self):
        self.market.service.close()
        self.folder.cleanup()

    def outcome(self, operation, account, **params):
        """The code of the refusal; empty for success."""
        try:
            self.market(operation, account, **params)
        except RequestError as error:
            return error_text(error).partition(":")[0]
        return ""

    def alive(self):
        return {each: kept for each, kept in self.model.items() if kept.status != "Deleted"}

    def expected(self, account, type_id, deleted):
        """The refusal that any operation of the owner's begins with; empty for none."""
        kept = self.model[type_id]
        if kept.status == "Deleted" and deleted == "QualificationTypeDoesNotExist":
            return deleted
        if kept.owner != account:
            return "PermissionDenied"
        return deleted if kept.status == "Deleted" else ""

    @rule(
        target=types,
        owner=ACCOUNTS,
        name=st.sampled_from("ABC"),
        kind=st.sampled_from(sorted(KINDS)),
        delay=st.sampled_from([None, 0, 60]),
        status=st.sampled_from(["Active", "Active", "Inactive"]),
    )
    def create(self, owner, name, kind, delay, status):
        given = {"Name": name, "Description": "D", "QualificationTypeStatus": status, **KINDS[kind]}
        if delay is not None:
            given["RetryDelayInSeconds"] = delay
        taken = [
            each for each, kept in self.alive().items() if (kept.owner, kept.name) == (owner, name)
        ]
        if taken:
            said = self.outcome("CreateQualificationType", owner, **given)
            assert said == "QualificationTypeAlreadyExists"
            return taken[0]
        made = self.market("CreateQualificationType", owner, **given)["QualificationType"]
        self.model[made["QualificationTypeId"]] = Type(owner, name, kind, delay, status)
        return made["QualificationTypeId"]

    @rule(type_id=types, account=ACCOUNTS)
    def delete(self, type_id, account):
        expected = self.expected(account, type_id, "InvalidQualificationTypeState")
        said = self.outcome("DeleteQualificationType", account, QualificationTypeId=type_id)
        assert said == expected
        if not said:
            kept = self.model[type_id]
            kept.status = "Deleted"
            self.decided |= dict.fromkeys(kept.pending, kept.owner)
            kept.pending.clear()

    @rule(seconds=st.sampled_from([1, 59, 60]))
    def wait(self, seconds):
        self.market.clock.move(seconds=seconds)

    @rule(type_id=types, worker=WORKERS, colour=st.sampled_from(["blue", "green"]))
    def ask(self, type_id, worker, colour):
        kept = self.model[type_id]
        sent = answers(colour) if "Test" in KINDS[kept.kind] else None
        expected = self.expected_of_asking(kept, worker)
        asking = Worker(self.market.service, worker)
        if expected:
            with pytest.raises(RequestError) as caught:
                asking.request_qualification(type_id, sent)
            assert error_text(caught.value).partition(":")[0] == expected
            return
        asked = asking.request_qualification(type_id, sent)
        kept.asked[worker] = self.market.clock.now
        points = {"auto": 5, "scored": 10 if colour == "blue" else 0}.get(kept.kind)
        assert asked.get("IntegerValue") == points
        if points is None:
            kept.pending[asked["QualificationRequestId"]] = worker
        else:
            self.give(kept, worker, points)

    def expected_of_asking(self, kept, worker):
        last = kept.asked.get(worker)
        if kept.status == "Deleted":
            return "QualificationTypeDoesNotExist"
        if kept.status == "Inactive":
            return "InvalidQualificationTypeState"
        if worker in kept.pending.values():
            return "InvalidQualificationRequestState"
        if kept.delay is None and last is not None:
            return "QualificationTypeDoesNotAllowRetake"
        if kept.delay is None and worker in kept.held:
            return "QualificationAlreadyExists"
        waited = (self.market.clock.now - last).total_seconds() if last is not None else 1e9
        return "" if waited >= (kept.delay or 0) else "QualificationTypeRetryDelayNotElapsed"

    @rule(data=st.data(), account=ACCOUNTS, value=VALUES, grant=st.booleans())
    def decide(self, data, account, value, grant):
        known = {each: kept for kept in self.model.values() for each in kept.pending}
        everything = sorted({*known, *self.decided})
        if not everything:
            return
        request = data.draw(st.sampled_from(everything))
        operation, given = (
            ("AcceptQualificationRequest", {"IntegerValue": value})
            if grant
            else ("RejectQualificationRequest", {})
        )
        owner = known[request].owner if request in known else self.decided[request]
        expected = (
            "PermissionDenied"
            if owner != account
            else "InvalidQualificationRequestState"
            if request in self.decided
            else ""
        )
        said = self.outcome(operation, account, QualificationRequestId=request, **given)
        assert said == expected
        if not said:
            kept = known[request]
            worker = kept.pending.pop(request)
            self.decided[request] = owner
            if grant:
                self.give(kept, worker, value)

    @rule(type_id=types, account=ACCOUNTS, worker=WORKERS, value=VALUES)
    def assign(self, type_id, account, worker, value):
        said = self.outcome(
            "AssociateQualificationWithWorker",
            account,
            QualificationTypeId=type_id,
            WorkerId=worker,
            IntegerValue=value,
        )
        assert said == self.expected(account, type_id, "InvalidQualificationTypeState")
        if not said:
            self.give(self.model[type_id], worker, value)

    @rule(type_id=types, account=ACCOUNTS, worker=WORKERS)
    def revoke(self, type_id, account, worker):
        kept = self.model[type_id]
        expected = self.expected(account, type_id, "QualificationTypeDoesNotExist")
        if not expected and worker not in kept.held:
            gone = worker in kept.revoked
            expected = "InvalidQualificationState" if gone else "QualificationDoesNotExist"
        said = self.outcome(
            "DisassociateQualificationFromWorker",
            account,
            QualificationTypeId=type_id,
            WorkerId=worker,
        )
        assert said == expected
        if not said:
            kept.revoked[worker] = kept.held.pop(worker)

    @staticmethod
    def give(kept, worker, value):
        kept.held[worker] = value
        kept.revoked.pop(worker, None)

    @invariant()
    def lists_are_as_the_model_says(self):
        for account in (ME, OTHER):
            own = {each: kept for each, kept in self.alive().items() if kept.owner == account}
            pending = self.market.walk(
                "ListQualificationRequests", "QualificationRequests", account, MaxResults=2
            )
            assert {item["QualificationRequestId"]: item["WorkerId"] for item in pending} == {
                request: worker for kept in own.values() for request, worker in kept.pending.items()
            }
            for type_id, kept in own.items():
                for status, workers in (("Granted", kept.held), ("Revoked", kept.revoked)):
                    listed = self.market.walk(
                        "ListWorkersWithQualificationType",
                        "Qualifications",
                        account,
                        QualificationTypeId=type_id,
                        Status=status,
                    )
                    assert {item["WorkerId"]: item["IntegerValue"] for item in listed} == workers


TestQualifications = Qualifications.TestCase
TestQualifications.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
