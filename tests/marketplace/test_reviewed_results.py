"""Results that a requester filled in are read back, shown, and carried out."""

from __future__ import annotations

import io

import pytest
from support.kills import run_killed
from support.market import ME, OTHER
from support.work import accept, make, money, status, submit_work

from adapter.marketplace.results import (
    Format,
    Wanted,
    carry_out,
    open_results,
    plan_review,
    read_decisions,
    write_decisions,
)
from adapter.spreadsheet import TableError

HEADER = "HITId,AssignmentId,WorkerId,Approve,Reject\n"


def read(text, encoding="utf-8"):
    return read_decisions(io.BytesIO(text.encode(encoding)))


def list_found(found):
    """The line, the assignment and the feedback of each decision."""
    return [(each.line, each.assignment_id, each.feedback) for each in found.decisions]


def decide(market, text, account=ME, **options):
    """What the file's decisions would do."""
    decisions = read(text).decisions
    return market.service.read(
        account, lambda transaction: plan_review(transaction, decisions, **options)
    )


def carry(market, text, **options):
    return carry_out(market.service, ME, read(text).decisions, **options)


@pytest.fixture
def work(market):
    """Three submitted assignments of a HIT that costs 0.60 each."""
    hit_id = make(market, MaxAssignments=5)
    return [submit_work(market, hit_id, f"A{each}") for each in ("ONE", "TWO", "THREE")]


@pytest.mark.parametrize("form", [Format.CSV, Format.CLT])
def test_what_was_written_is_read_back_with_what_was_filled_in(market, work, form):
    market("RejectAssignment", AssignmentId=work[2], RequesterFeedback="=No")
    with open_results(market.service, ME, Wanted()) as results:
        lines = list(results.write(form))
    if form is Format.CSV:
        lines[1] = lines[1].replace('"",""\r\n', '"x",""\r\n')
        lines[2] = lines[2].replace('"",""\r\n', '"","\'=late"\r\n')
    else:
        lines[2] = lines[2].replace('""\t"a"\r\n', '"=late"\t"a"\r\n')
    found = read("".join(lines))
    rejected = [(4, work[2], "Rejected")] if form is Format.CLT else []
    assert list_found(found) == [(2, work[0], None), (3, work[1], "=late"), *rejected]
    assert (found.undecided, found.problems) == (int(form is Format.CSV), [])


def test_spreadsheets_of_other_countries_and_with_fewer_columns_are_read():
    expected = read(f"{HEADER}1,3A,2,x,\n3,3B,4,,Grüße\n").decisions
    assert [(each.assignment_id, each.feedback) for each in expected] == [
        ("3A", None),
        ("3B", "Grüße"),
    ]
    for delimiter in ";\t":
        text = f"Reject{delimiter}Approve{delimiter}AssignmentId\r\n{delimiter}x{delimiter}3A\r\n"
        text += f"Grüße{delimiter}{delimiter}3B\r\n{delimiter}{delimiter}\r\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            assert read(text, encoding).decisions == expected
    assert [each.assignment_id for each in read("AssignmentId,Approve\n3A,X\n3B,\n").decisions] == [
        "3A"
    ]


def test_marks_of_the_tools_need_no_reason_and_rows_without_work_are_nothing():
    header = "hitid\tassignmentid\treject\n"
    found = read(f"{header}1\t3A\ty\n{header}1\t\t\n1\t3B\tlate\n1\t3C\t\n")
    assert list_found(found) == [(2, "3A", "Rejected"), (5, "3B", "late"), (6, "3C", None)]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1,3A,2,x,late", "line 3: both Approve and Reject are filled in; empty one of them"),
        ("1,3A,2,FALSE,", "line 3: Approve is 'FALSE', and anything there counts; leave it"),
        ("1,3A,2,,no", "line 3: Reject is 'no', and anything there counts; leave it empty for no"),
        ("1,,2,x,", "line 3: AssignmentId is empty"),
        ("1,3A,x", "line 3: 3 cells where line 1 has 5 columns"),
        ("1,3B,2,,late", "line 3: line 2 is of the assignment 3B, too; delete one"),
    ],
)
def test_lines_that_cannot_be_understood_are_named(row, problem):
    found = read(f"{HEADER}1,3B,2,x,\n{row}\n1,3C,2,,late\n")
    assert [each.assignment_id for each in found.decisions] == ["3B", "3C"]
    assert [each[: len(problem)] for each in found.problems] == [problem]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "line 1: it has no column AssignmentId, so it is no file of results"),
        (b"AssignmentId,WorkerId\n", "line 1: it has no column Approve and no column Reject"),
        (b"hitid\tassignmentid\n", "line 1: it has no column reject, so all would be approved"),
        (b"AssignmentId,Approve,Approve\n", "line 1: two columns have the name Approve"),
        (
            HEADER.encode() + b"1,3A,2,,Gr\xfc\xdfe\n",
            "it is not UTF-8 text; save it as `CSV UTF-8`",
        ),
        (HEADER.encode() + b'1,3A,2,,"cut\n', "line 2: it is not CSV: unexpected end of data"),
    ],
)
def test_files_that_are_no_results_are_refused_with_what_to_do(content, reason):
    with pytest.raises(TableError) as caught:
        read_decisions(io.BytesIO(content))
    assert str(caught.value).startswith(reason)


def test_many_problems_are_listed_up_to_a_hundred():
    assert len(read(HEADER + "1,3A,2,x,late\n" * 200).problems) == 100


def test_the_smallest_file_has_the_same_decisions():
    decisions = read(f"{HEADER}1,3A,2,x,\n3,3B,4,,=late\n").decisions
    again = read("".join(write_decisions(decisions))).decisions
    assert [(each.assignment_id, each.feedback) for each in again] == [
        ("3A", None),
        ("3B", "=late"),
    ]


def test_it_is_shown_before_what_the_decisions_do_and_cost(market, work):
    shown = decide(market, f"{HEADER}1,{work[0]},2,x,\n1,{work[1]},2,x,\n1,{work[2]},2,,late\n")
    assert [each.line for each in shown.to_approve] == [2, 3]
    assert [each.line for each in shown.to_reject] == [4]
    assert (shown.reward_cents, shown.fee_cents, shown.released_cents) == (100, 20, 60)
    assert (shown.overridden, shown.decided, shown.problems) == (0, [], [])
    assert money(market) == ("9997.00", "3.00")


def test_decisions_are_carried_out_by_the_operations_of_the_api(market, work):
    outcome = carry(market, f"{HEADER}1,{work[0]},2,x,\n1,{work[1]},2,,late\n")
    assert (outcome.approved, outcome.rejected, outcome.refused) == (1, 1, [])
    assert [status(market, each) for each in work] == ["Approved", "Rejected", "Submitted"]
    found = market("GetAssignment", AssignmentId=work[1])["Assignment"]
    assert found["RequesterFeedback"] == "late"
    assert money(market) == ("9997.60", "1.80")


def test_what_is_decided_already_is_named_and_left_as_it_is(market, work):
    text = f"{HEADER}1,{work[0]},2,x,\n1,{work[1]},2,,late\n1,{work[2]},2,x,\n"
    carry(market, text)
    market("ApproveAssignment", AssignmentId=work[1], OverrideRejection=True)
    shown = decide(market, text)
    assert [(each.line, state) for each, state in shown.decided] == [
        (2, "Approved"),
        (3, "Approved"),
        (4, "Approved"),
    ]
    before = money(market)
    outcome = carry(market, text)
    assert (outcome.approved, outcome.rejected, len(outcome.refused)) == (0, 0, 3)
    assert money(market) == before


def test_a_rejection_is_overridden_only_if_that_is_wanted(market, work):
    market("RejectAssignment", AssignmentId=work[0], RequesterFeedback="late")
    text = f"{HEADER}1,{work[0]},2,x,\n"
    assert [state for _, state in decide(market, text).decided] == ["Rejected"]
    shown = decide(market, text, overrides=True)
    assert (len(shown.to_approve), shown.overridden, shown.decided) == (1, 1, [])
    assert carry(market, text, overrides=True).approved == 1
    assert status(market, work[0]) == "Approved"


def test_what_is_not_the_accounts_or_not_submitted_is_a_problem_with_its_line(market, work):
    theirs = submit_work(market, make(market, OTHER))
    open_one = accept(market, make(market))
    text = f"{HEADER}1,{work[0]},2,x,\n1,{theirs},2,x,\n1,{open_one},2,,late\n1,3NONE,2,x,\n"
    problems = decide(market, text).problems
    assert [each.partition("; ")[0] for each in problems] == [
        f"line {line}: the account AKIDME has no submitted assignment {identifier}"
        for line, identifier in ((3, theirs), (4, open_one), (5, "3NONE"))
    ]


def test_a_refusal_between_the_look_and_the_deed_is_said(market, work):
    decisions = read(f"{HEADER}1,{work[0]},2,x,\n1,{work[1]},2,,late\n").decisions
    market.clock.move(hours=2)
    outcome = carry_out(market.service, ME, decisions)
    assert (outcome.approved, outcome.rejected) == (0, 0)
    assert [each.line for each, _ in outcome.refused] == [2, 3]
    assert "This operation can be called with a status of: Submitted" in outcome.refused[0][1]


def test_progress_is_reported_for_each_part(market):
    hit_id = make(market, MaxAssignments=150)
    ids = [submit_work(market, hit_id, f"A{number}") for number in range(150)]
    seen = []
    text = HEADER + "".join(f"1,{each},2,x,\n" for each in ids)
    outcome = carry(market, text, report=lambda *progress: seen.append(progress))
    assert (outcome.approved, seen) == (150, [(100, 150), (150, 150)])


def test_a_file_that_was_half_carried_out_does_the_rest_and_nothing_twice(market):
    hit_id = make(market, MaxAssignments=5)
    ids = [submit_work(market, hit_id, f"A{number}") for number in range(3)]
    text = HEADER + "".join(f"1,{each},2,x,\n" for each in ids)

    def look():
        return [status(market, each) for each in ids], money(market)

    before, after = run_killed(
        market,
        look,
        "import io\n"
        "from adapter.marketplace import results\n"
        "results.review._IN_A_TRANSACTION = 2\n"
        "decisions = results.read_decisions(io.BytesIO(text.encode())).decisions\n"
        "results.carry_out(market, account, decisions)\n",
        text=text,
        account=ME,
    )
    waiting, approved = "Submitted", "Approved"
    assert {tuple(states): balance for states, balance in before} == {
        (waiting, waiting, waiting): ("9997.00", "3.00"),
        (approved, approved, waiting): ("9997.00", "1.80"),
    }
    assert after == ([approved] * 3, ("9997.00", "1.20"))
