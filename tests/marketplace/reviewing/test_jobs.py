"""Decisions on many assignments: what their preview says, and what carrying them out does."""

import pytest
from support.kills import run_killed
from support.market import ME, OTHER
from support.reviewing import Reviewer
from support.work import money, status

from adapter.marketplace import ParameterValidationError, RequestError
from adapter.marketplace.reviewing import Action, Selection, carry_out_part, jobs, prepare_undo


@pytest.fixture
def prepared(batch, reviewer):
    """Prepares an action on some assignments."""

    def prepare(action, *ids):
        job = reviewer.prepare(action, ids, batch.type_id)
        assert job is not None
        return job

    return prepare


def bonuses(market, assignment_id):
    found = market("ListBonusPayments", AssignmentId=assignment_id)["BonusPayments"]
    return [(each["BonusAmount"], each["Reason"]) for each in found]


def test_an_approval_is_paid_from_hold(market, batch, reviewer, prepared):
    made = [batch.submit("AONE"), batch.submit("ATWO")]
    job = prepared(Action.APPROVE, *made)
    preview = reviewer.preview(job)
    assert (preview.ready, preview.cost_cents, preview.is_held) == (2, 120, True)
    assert (preview.available_cents, preview.missing_cents) == (999_880, 0)
    assert money(market) == ("9998.80", "1.20")
    done = reviewer.carry_out(job, RequesterFeedback="Good")
    assert money(market) == ("9998.80", "0.00")
    assert [status(market, each) for each in made] == ["Approved", "Approved"]
    assert reviewer.outcome(done).done == 2


def test_a_rejection_releases_what_was_on_hold(market, batch, reviewer, prepared):
    made = batch.submit("AONE")
    job = prepared(Action.REJECT, made)
    preview = reviewer.preview(job)
    assert (preview.cost_cents, preview.released_cents) == (0, 60)
    reviewer.carry_out(job, RequesterFeedback="Empty")
    assert money(market) == ("10000.00", "0.00")
    found = market("GetAssignment", AssignmentId=made)["Assignment"]
    assert found["RequesterFeedback"] == "Empty"


def test_a_rejection_is_undone_from_the_available_balance(market, batch, reviewer, prepared):
    made, other = batch.submit("AONE"), batch.submit("ATWO")
    market("ApproveAssignment", AssignmentId=other)
    rejection = reviewer.carry_out(prepared(Action.REJECT, made, other), RequesterFeedback="Empty")
    with market.service.begin_write(ME) as transaction:
        undo = prepare_undo(transaction, rejection)
    assert (undo.action, undo.size) == (Action.OVERTURN, 1)
    preview = reviewer.preview(undo)
    assert (preview.ready, preview.cost_cents, preview.is_held) == (1, 60, False)
    reviewer.carry_out(undo)
    assert status(market, made) == "Approved"
    assert money(market) == ("9998.80", "0.00")


def test_a_rejection_cannot_be_undone_after_thirty_days(market, batch, reviewer, prepared):
    made = batch.submit("AONE")
    market("RejectAssignment", AssignmentId=made, RequesterFeedback="Empty")
    market.clock.move(days=30)
    job = prepared(Action.OVERTURN, made)
    assert reviewer.preview(job).ready == 1
    market.clock.move(seconds=1)
    assert reviewer.preview(job).obstacles == {"It was rejected more than 30 days ago.": 1}
    assert reviewer.outcome(reviewer.carry_out(job)).done == 0


def test_what_cannot_be_undone(market, batch, reviewer, prepared):
    job = reviewer.carry_out(prepared(Action.APPROVE, batch.submit("AONE")))
    with market.service.begin_write(ME) as transaction:
        assert prepare_undo(transaction, job) is None


def test_a_bonus_is_paid_with_its_fee_and_once(market, batch, reviewer, prepared):
    made = [batch.submit("AONE"), batch.submit("ATWO")]
    job = reviewer.save(prepared(Action.BONUS, *made), BonusAmount="0.10", Reason="Thanks")
    assert reviewer.preview(job).cost_cents == 24
    reviewer.carry_out(job, BonusAmount="0.10", Reason="Thanks")
    reviewer.carry_out(job, BonusAmount="0.90", Reason="Again")
    carry_out_part(market.service, ME, job.id)
    assert [bonuses(market, each) for each in made] == [[("0.10", "Thanks")]] * 2
    assert money(market) == ("9998.56", "1.20")


def test_a_bonus_that_the_account_cannot_pay(market, batch, reviewer, prepared):
    made = [batch.submit("AONE"), batch.submit("ATWO")]
    job = reviewer.save(prepared(Action.BONUS, *made), BonusAmount="5000.00", Reason="Thanks")
    assert reviewer.preview(job).missing_cents == 1_200_000 - 999_880
    done = reviewer.carry_out(job, BonusAmount="5000.00", Reason="Thanks")
    outcome = reviewer.outcome(done)
    assert outcome.done == 1
    assert outcome.refusals == {"There was not enough money in the account.": 1}


def test_workers_are_blocked_once_each_and_unblocked(market, batch, reviewer, prepared):
    made = [batch.submit("AONE"), batch.submit("AONE"), batch.submit("ATWO")]
    job = reviewer.carry_out(prepared(Action.BLOCK, *made), Reason="Too quick")
    assert (job.size, reviewer.outcome(job).done) == (2, 2)

    def blocked():
        found = market("ListWorkerBlocks")["WorkerBlocks"]
        return [(each["WorkerId"], each["Reason"]) for each in found]

    assert blocked() == [("AONE", "Too quick"), ("ATWO", "Too quick")]
    with market.service.begin_write(ME) as transaction:
        undo = prepare_undo(transaction, job)
    reviewer.carry_out(undo, Reason="A mistake")
    assert blocked() == []


def test_what_was_decided_meanwhile_stays_and_the_rest_goes_on(market, batch, reviewer, prepared):
    made = [batch.submit(f"A{number}") for number in range(4)]
    job = prepared(Action.APPROVE, *made)
    market("RejectAssignment", AssignmentId=made[1], RequesterFeedback="By a program")
    market("ApproveAssignment", AssignmentId=made[2])
    preview = reviewer.preview(job)
    reasons = {"It is rejected already.": 1, "It is approved already.": 1}
    assert (preview.ready, preview.obstacles) == (2, reasons)
    done = reviewer.carry_out(job)
    assert reviewer.outcome(done).refusals == reasons
    assert {each.assignment_id: each.obstacle for each in reviewer.items(done)} == {
        made[0]: None,
        made[1]: "It is rejected already.",
        made[2]: "It is approved already.",
        made[3]: None,
    }
    assert [status(market, each) for each in made].count("Approved") == 3
    assert money(market) == ("9998.20", "0.00")


def test_what_is_approved_by_time_alone_is_decided_too(market, batch, reviewer, prepared):
    job = prepared(Action.REJECT, batch.submit("AONE"))
    market.clock.move(days=31)
    assert reviewer.preview(job).obstacles == {"It is approved already.": 1}
    done = reviewer.carry_out(job, RequesterFeedback="Late")
    assert reviewer.outcome(done).refusals == {"It is approved already.": 1}


def test_assignments_that_nobody_can_decide_on(market, batch, reviewer, prepared):
    in_work, given_up = batch.accept("AONE"), batch.accept("ATWO")
    market.clock.move(minutes=11)
    hit_id = batch.post(LifetimeInSeconds=60)
    rejected = batch.submit("AONE", hit_id)
    market("RejectAssignment", AssignmentId=rejected, RequesterFeedback="Empty")
    market("DeleteHIT", HITId=hit_id)
    waits = batch.accept("ASIX")
    preview = reviewer.preview(prepared(Action.BONUS, waits, given_up, in_work))
    assert preview.obstacles == {"It is not submitted yet.": 1, "Its worker gave it up.": 2}
    assert reviewer.preview(prepared(Action.OVERTURN, rejected)).obstacles == {
        "Its HIT was deleted.": 1
    }


def test_the_whole_list_is_what_its_preview_showed(batch, reviewer):
    made = [batch.submit("AONE"), batch.submit("ATWO")]
    job = reviewer.prepare(Action.APPROVE, Selection(batch.type_id), batch.type_id)
    later = batch.submit("ASIX")
    reviewer.carry_out(job)
    assert [each.assignment_id for each in reviewer.items(job)] == made
    assert [each.id for each in reviewer.list(Selection(batch.type_id))] == [later]


def test_nothing_chosen_is_no_job(batch, reviewer):
    assert reviewer.prepare(Action.APPROVE, Selection(batch.type_id), batch.type_id) is None
    assert reviewer.prepare(Action.APPROVE, ["3NOTHING"], batch.type_id) is None


def test_another_account_can_neither_choose_nor_find(market, batch, reviewer, prepared):
    made = batch.submit("AONE")
    theirs = Reviewer(market, OTHER)
    assert theirs.prepare(Action.APPROVE, [made], batch.type_id) is None
    assert theirs.prepare(Action.BLOCK, Selection(batch.type_id), batch.type_id) is None
    job = reviewer.confirm(prepared(Action.APPROVE, made))
    with pytest.raises(RequestError, match="does not exist"):
        theirs.find(job)
    with pytest.raises(RequestError, match="does not exist"):
        carry_out_part(market.service, OTHER, job.id)
    assert status(market, made) == "Submitted"


def test_a_job_that_is_not_confirmed_does_nothing(market, batch, prepared):
    made = batch.submit("AONE")
    job = prepared(Action.APPROVE, made)
    assert carry_out_part(market.service, ME, job.id) == job
    assert status(market, made) == "Submitted"


def test_parameters_are_checked_before_anything_is_done(batch, reviewer, prepared):
    job = prepared(Action.BONUS, batch.submit("AONE"))
    with pytest.raises(ParameterValidationError):
        reviewer.confirm(job, BonusAmount="much", Reason="Thanks")
    assert reviewer.find(job).confirmed is None


def test_a_long_job_is_carried_out_in_parts(market, batch, reviewer):
    hit_id = batch.post(MaxAssignments=jobs.PART + 1)
    for number in range(jobs.PART + 1):
        batch.submit(f"A{number}", hit_id, seconds=0)
    job = reviewer.confirm(
        reviewer.prepare(Action.APPROVE, Selection(batch.type_id), batch.type_id)
    )
    half = carry_out_part(market.service, ME, job.id)
    assert (half.position, half.is_finished) == (jobs.PART, False)
    assert reviewer.count(Selection(batch.type_id)) == {"Approved": jobs.PART, "Submitted": 1}
    whole = carry_out_part(market.service, ME, job.id)
    assert (whole.position, whole.is_finished) == (jobs.PART + 1, True)


def test_a_process_that_is_killed_pays_each_bonus_once(market, batch, reviewer, prepared):
    made = [batch.submit("AONE"), batch.submit("ATWO")]
    job = reviewer.confirm(prepared(Action.BONUS, *made), BonusAmount="0.10", Reason="Thanks")

    def look():
        return [len(bonuses(market, each)) for each in made], reviewer.find(job).position

    code = "carry_out_part(market, account, job)"
    before, after = run_killed(market, look, code, account=ME, job=job.id)
    assert len(before) > 10
    assert before == [([0, 0], 0)] * len(before)
    assert after == ([1, 1], 2)
    assert money(market) == ("9998.56", "1.20")


def test_jobs_are_kept_for_thirty_days(market, batch, reviewer, prepared):
    job = prepared(Action.BLOCK, batch.submit("AONE"))
    market.clock.move(days=29)
    prepared(Action.BLOCK, batch.submit("ATWO"))
    assert reviewer.find(job) == job
    market.clock.move(days=2)
    prepared(Action.BLOCK, batch.submit("ASIX"))
    with pytest.raises(RequestError):
        reviewer.find(job)
