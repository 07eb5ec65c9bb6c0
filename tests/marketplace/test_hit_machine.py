"""Whatever is done with HITs in whatever order: as a model in plain Python says, to the cent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from support.market import ME, NOON, OTHER, Market, error_text
from support.work import ANSWERS, LIFE, TYPE

from adapter.marketplace import RefusedCallError
from adapter.marketplace.workers import Worker

OPENING = 1_000_000
ACCOUNTS = st.sampled_from([ME, OTHER])
WORKERS = st.sampled_from(["AONE", "ATWO", "ATHREE"])
# In cents, with the fee: 20 %, a cent at least, and 40 % from ten assignments on.
COSTS = {
    ("0.01", False): 2,
    ("0.01", True): 2,
    ("2000.00", False): 240000,
    ("2000.00", True): 280000,
}
WORK, DECIDE = timedelta(seconds=600), timedelta(seconds=3600)


@dataclass
class Work:
    """What the model knows of an assignment."""

    hit: str
    worker: str
    at: datetime
    status: str = "Accepted"
    cost: int = 0


@dataclass
class Hit:
    """What the model knows of a HIT."""

    owner: str
    reward: str
    largest: int
    ends: datetime
    over: bool = False
    reviewing: bool = False
    disposed: bool = False
    sent: dict[object, datetime] = field(default_factory=dict)

    @property
    def cost(self):
        return COSTS[self.reward, self.largest >= 10]


class Hits(RuleBasedStateMachine):
    """The marketplace beside the model."""

    hits = Bundle("hits")
    works = Bundle("works")

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.market = Market(f"sqlite:///{Path(self.folder.name) / 'market.db'}")
        self.model: dict[str, Hit] = {}
        self.work: dict[str, Work] = {}
        self.paid = {ME: 0, OTHER: 0}

    def teardown(self):
        self.market.service.close()
        self.folder.cleanup()

    # The model

    def count(self, hit_id, *states):
        return sum(each.hit == hit_id and each.status in states for each in self.work.values())

    def available(self, hit_id):
        kept = self.model[hit_id]
        return 0 if kept.over or kept.disposed else self.untaken(hit_id)

    def untaken(self, hit_id):
        taken = self.count(hit_id, "Accepted", "Submitted", "Approved", "Rejected")
        return self.model[hit_id].largest - taken

    def status(self, hit_id):
        kept = self.model[hit_id]
        if kept.disposed:
            return "Disposed"
        if self.available(hit_id):
            return "Assignable"
        if self.count(hit_id, "Accepted"):
            return "Unassignable"
        return "Reviewing" if kept.reviewing else "Reviewable"

    def held(self, account):
        offered = sum(
            kept.cost * (self.available(each) + self.count(each, "Accepted"))
            for each, kept in self.model.items()
            if kept.owner == account
        )
        return offered + sum(
            each.cost
            for each in self.work.values()
            if each.status == "Submitted" and self.model[each.hit].owner == account
        )

    def left(self, account):
        return OPENING - self.paid[account] - self.held(account)

    def on_offer_again(self, hit_id):
        if self.status(hit_id) in {"Assignable", "Unassignable"}:
            self.model[hit_id].reviewing = False

    def let_time_pass(self):
        now = self.market.clock.now
        for kept in self.model.values():
            kept.over |= kept.ends <= now
        for each in self.work.values():
            if each.status == "Accepted" and each.at + WORK <= now:
                each.status = "Abandoned"
            if each.status == "Submitted" and each.at + DECIDE <= now:
                each.status = "Approved"
                self.paid[self.model[each.hit].owner] += each.cost

    def outcome(self, act, *given, **params):
        """The code of the refusal; empty for success."""
        try:
            act(*given, **params)
        except RefusedCallError as error:
            return error_text(error).partition(":")[0]
        return ""

    def unseen(self, hit_id, account):
        kept = self.model[hit_id]
        return "HITDoesNotExist" if kept.owner != account or kept.disposed else ""

    # Requesters

    @rule(
        target=hits,
        owner=ACCOUNTS,
        reward=st.sampled_from(["0.01", "2000.00"]),
        largest=st.sampled_from([1, 2, 9, 10]),
        life=st.sampled_from([60, 86400]),
    )
    def create(self, owner, reward, largest, life):
        given = {**TYPE, **LIFE, "Reward": reward, "MaxAssignments": largest}
        kept = Hit(owner, reward, largest, self.market.clock.now + timedelta(seconds=life))
        if kept.cost * largest > self.left(owner):
            said = self.outcome(
                self.market,
                "CreateHIT",
                owner,
                **given,
            )
            assert said == "InsufficientFunds"
            kept = Hit(owner, "0.01", 1, self.market.clock.now + timedelta(seconds=life))
            given |= {"Reward": "0.01", "MaxAssignments": 1}
        made = self.market("CreateHIT", owner, **{**given, "LifetimeInSeconds": life})["HIT"]
        self.model[made["HITId"]] = kept
        return made["HITId"]

    @rule(hit_id=hits, account=ACCOUNTS, seconds=st.sampled_from([None, 30, 60, 7200]))
    def move_end(self, hit_id, account, seconds):
        kept, now = self.model[hit_id], self.market.clock.now
        start = now if kept.over else kept.ends
        at = NOON - timedelta(days=1) if seconds is None else start + timedelta(seconds=seconds)
        expected = self.unseen(hit_id, account)
        sent = kept.sent.get(at)
        if not expected and sent is not None and now - sent < timedelta(days=1):
            expected = "RequestAlreadyProcessed"
        ends = seconds is None
        if not expected and seconds == 30:
            expected = "AWS.ParameterOutOfRange"
        before = (kept.over, kept.ends)
        if not expected and not ends:
            kept.over, kept.ends = False, at
            if self.left(account) < 0:
                expected = "InsufficientFunds"
                kept.over, kept.ends = before
        said = self.outcome(
            self.market, "UpdateExpirationForHIT", account, HITId=hit_id, ExpireAt=at
        )
        assert said == expected
        if not said:
            kept.sent[at] = now
            kept.over |= ends
            self.on_offer_again(hit_id)

    @rule(hit_id=hits, account=ACCOUNTS, more=st.sampled_from([1, 8]))
    def add(self, hit_id, account, more):
        kept = self.model[hit_id]
        expected = self.unseen(hit_id, account)
        if not expected and kept.largest < 10 <= kept.largest + more:
            expected = "InvalidMaximumAssignmentsIncrease"
        if not expected:
            kept.largest += more
            if self.left(account) < 0:
                expected = "InsufficientFunds"
                kept.largest -= more
        said = self.outcome(
            self.market,
            "CreateAdditionalAssignmentsForHIT",
            account,
            HITId=hit_id,
            NumberOfAdditionalAssignments=more,
        )
        assert said == expected
        if not said:
            self.on_offer_again(hit_id)

    @rule(hit_id=hits, account=ACCOUNTS, revert=st.booleans())
    def review(self, hit_id, account, revert):
        expected = self.unseen(hit_id, account)
        wanted = "Reviewing" if revert else "Reviewable"
        if not expected and self.status(hit_id) != wanted:
            expected = "InvalidHITState"
        said = self.outcome(
            self.market, "UpdateHITReviewStatus", account, HITId=hit_id, Revert=revert
        )
        assert said == expected
        if not said:
            self.model[hit_id].reviewing = not revert

    @rule(hit_id=hits, account=ACCOUNTS)
    def delete(self, hit_id, account):
        expected = self.unseen(hit_id, account)
        done = self.status(hit_id) in {"Reviewable", "Reviewing"}
        if not expected and (not done or self.count(hit_id, "Submitted")):
            expected = "InvalidHITState"
        assert self.outcome(self.market, "DeleteHIT", account, HITId=hit_id) == expected
        self.model[hit_id].disposed |= not expected

    @rule(work_id=works, account=ACCOUNTS, approve=st.booleans(), override=st.booleans())
    def decide(self, work_id, account, approve, override):
        work = self.work[work_id]
        kept = self.model[work.hit]
        expected = "AssignmentDoesNotExist" if self.unseen(work.hit, account) else ""
        again = approve and override and work.status == "Rejected"
        if not expected and work.status != "Submitted" and not again:
            expected = "InvalidAssignmentState"
        if not expected and again and work.cost > self.left(account):
            expected = "InsufficientFunds"
        given = {"OverrideRejection": override} if approve else {"RequesterFeedback": "F"}
        operation = "ApproveAssignment" if approve else "RejectAssignment"
        said = self.outcome(self.market, operation, account, AssignmentId=work_id, **given)
        assert said == expected
        if not said:
            work.status = "Approved" if approve else "Rejected"
            self.paid[kept.owner] += work.cost if approve else 0

    @rule(work_id=works, account=ACCOUNTS, amount=st.sampled_from([1, 500_000]))
    def give_bonus(self, work_id, account, amount):
        work, cost = self.work[work_id], amount + max(1, amount // 5)
        expected = ""
        if self.model[work.hit].owner != account:
            expected = "AssignmentDoesNotExist"
        elif work.status not in {"Submitted", "Approved", "Rejected"}:
            expected = "InvalidAssignmentState"
        elif cost > self.left(account):
            expected = "InsufficientFunds"
        said = self.outcome(
            self.market,
            "SendBonus",
            account,
            AssignmentId=work_id,
            WorkerId=work.worker,
            BonusAmount=f"{amount // 100}.{amount % 100:02}",
            Reason="R",
        )
        assert said == expected
        if not said:
            self.paid[account] += cost

    # Workers, and time

    @rule(target=works, hit_id=hits, worker=WORKERS)
    def accept(self, hit_id, worker):
        status = self.status(hit_id)
        does = any(
            (each.hit, each.worker) == (hit_id, worker)
            and each.status not in {"Returned", "Abandoned"}
            for each in self.work.values()
        )
        expected = (
            "HITDoesNotExist"
            if status == "Disposed"
            else "ExceedsMaxAssignmentsPerWorker"
            if does
            else "InvalidHITState"
            if status != "Assignable"
            else ""
        )
        working = Worker(self.market.service, worker)
        if expected:
            assert self.outcome(working.accept, hit_id) == expected
            known = [each for each, work in self.work.items() if work.hit == hit_id]
            return known[0] if known else self.any_work()
        accepted = working.accept(hit_id)["AssignmentId"]
        self.work[accepted] = Work(hit_id, worker, self.market.clock.now)
        return accepted

    def any_work(self):
        """An assignment to go on with, where none could be had."""
        hit_id = self.create("AKIDOTHER", "0.01", 1, 86400)
        accepted = Worker(self.market.service, "AONE").accept(hit_id)["AssignmentId"]
        self.work[accepted] = Work(hit_id, "AONE", self.market.clock.now)
        return accepted

    @rule(work_id=works, worker=WORKERS, give_up=st.booleans())
    def go_on(self, work_id, worker, give_up):
        work, kept = self.work[work_id], self.model[self.work[work_id].hit]
        expected = (
            "AssignmentDoesNotExist"
            if work.worker != worker or kept.disposed
            else "InvalidAssignmentState"
            if work.status != "Accepted"
            else ""
        )
        working = Worker(self.market.service, worker)
        given = () if give_up else (ANSWERS,)
        said = self.outcome(
            working.return_assignment if give_up else working.submit, work_id, *given
        )
        assert said == expected
        if not said:
            work.status = "Returned" if give_up else "Submitted"
            work.at, work.cost = self.market.clock.now, kept.cost

    @rule(seconds=st.sampled_from([1, 60, 600, 3600, 86400]))
    def wait(self, seconds):
        self.market.clock.move(seconds=seconds)
        self.let_time_pass()

    @invariant()
    def everything_is_as_the_model_says(self):
        for account in (ME, OTHER):
            listed = self.market.walk("ListHITs", "HITs", account, MaxResults=2)
            assert {
                hit["HITId"]: (
                    hit["HITStatus"],
                    hit["NumberOfAssignmentsAvailable"],
                    hit["NumberOfAssignmentsPending"],
                    hit["NumberOfAssignmentsCompleted"],
                )
                for hit in listed
            } == {
                each: (
                    self.status(each),
                    self.untaken(each),
                    self.count(each, "Accepted"),
                    self.count(each, "Approved", "Rejected"),
                )
                for each, kept in self.model.items()
                if kept.owner == account and not kept.disposed
            }
            balance = self.market("GetAccountBalance", account)
            assert balance["AvailableBalance"] == _dollars(self.left(account))
            assert balance.get("OnHoldBalance", "0.00") == _dollars(self.held(account))

    @invariant()
    def what_was_handed_in_is_as_the_model_says(self):
        for hit_id, kept in self.model.items():
            if kept.disposed:
                continue
            listed = self.market.walk(
                "ListAssignmentsForHIT", "Assignments", kept.owner, HITId=hit_id
            )
            assert {each["AssignmentId"]: each["AssignmentStatus"] for each in listed} == {
                each: work.status
                for each, work in self.work.items()
                if work.hit == hit_id and work.status in {"Submitted", "Approved", "Rejected"}
            }


def _dollars(cents):
    return f"{cents // 100}.{cents % 100:02}"


TestHits = Hits.TestCase
TestHits.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
