"""Results of a batch at the desk: saved, filled in, looked at, carried out."""

import csv
import io
import re
from html import unescape

import pytest
from support.work import submit_work

from adapter.marketplace.workers import Worker
from adapter.web.people.desk import results


@pytest.fixture
def hit(make_hit):
    return make_hit("Colours", Reward="0.50")


@pytest.fixture
def page(hit):
    return f"/desk/batches/{hit['HITTypeId']}/results"


@pytest.fixture
def work(market, hit):
    """Two submitted assignments, each with a cost of 0.60."""
    ids = [submit_work(market, hit["HITId"], worker) for worker in ("AONE", "ATWO")]
    third = Worker(market.service, "ATHREE")
    third.submit(third.accept(hit["HITId"])["AssignmentId"], {"q": "=1"})
    return ids


def upload(desk, page, content, **fields):
    return desk.send(page, on=page, file=(io.BytesIO(content.encode()), "batch.csv"), **fields)


def confirm(desk, page, shown, **fields):
    decisions = unescape(re.search('name="decisions" value="([^"]*)"', shown.text)[1])
    return desk.send(f"{page}/decisions", on=page, decisions=decisions, **fields)


def count(market, hit):
    found = market("ListAssignmentsForHIT", HITId=hit["HITId"])["Assignments"]
    return [each["AssignmentStatus"] for each in found]


def test_results_are_saved_in_both_forms(desk, page, hit, work):
    saved = desk.open(f"{page}.csv")
    rows = list(csv.DictReader(io.StringIO(saved.text, newline="")))
    assert [row["Answer.q"] for row in rows] == ["a", "a", "'=1"]
    name = f"filename=batch_{hit['HITTypeId']}_results.csv"
    assert name in saved.headers["Content-Disposition"]
    assert saved.content_type == "text/csv; charset=utf-8"
    assert '"=1"' in desk.open(f"{page}.csv?raw=1").text
    tools = desk.open(f"{page}.tsv")
    assert tools.text.startswith('"hitid"\t"hittypeid"\t')
    assert f"{page}.csv" in desk.open(page).text


def test_results_of_another_account_are_not_there(other_desk, page, work):
    for path in (page, f"{page}.csv", f"{page}.tsv"):
        assert other_desk.open(path).status_code == 404


def test_a_filled_in_file_is_shown_and_carried_out(market, desk, page, hit, work):
    text = f"AssignmentId;Approve;Reject\n{work[0]};x;\n{work[1]};;=late <b>\n"
    shown = upload(desk, page, text)
    assert "Approve 1 and reject 1?" in shown.text
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", shown.text))
    assert figures == {
        "Rewards": "$0.50", "Fees": "$0.10", "Cost": "$0.60", "Comes back from hold": "$0.60"
    }  # fmt: skip
    assert "=late &lt;b&gt;" in shown.text
    assert count(market, hit) == ["Submitted"] * 3
    done = confirm(desk, page, shown)
    assert "1 approved, 1 rejected" in done.text
    assert count(market, hit) == ["Approved", "Rejected", "Submitted"]
    found = market("GetAssignment", AssignmentId=work[1])["Assignment"]
    assert found["RequesterFeedback"] == "=late <b>"


def test_what_is_decided_already_is_named_and_can_be_approved_after_all(market, desk, page, work):
    market("RejectAssignment", AssignmentId=work[0], RequesterFeedback="late")
    text = f"AssignmentId,Approve\n{work[0]},x\n"
    shown = upload(desk, page, text)
    assert "There is nothing to do" in shown.text
    assert f"Line 2: {work[0]} rejected" in shown.text
    shown = upload(desk, page, text, override="1")
    assert "1 of them was rejected before." in shown.text
    assert "1 approved, 0 rejected" in confirm(desk, page, shown, override="1").text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "AssignmentId,Approve,Reject\n3A,x,late\n",
            "Line 2: both Approve and Reject are",
        ),
        (
            "AssignmentId,Approve\n3NONE,x\n",
            "Line 2: the account AKIDME has no submitted",
        ),
        ("WorkerId\n", "batch.csv: line 1: it has no column AssignmentId"),
    ],
)
def test_a_file_with_a_wrong_line_is_refused(desk, page, content, says):
    answer = upload(desk, page, content)
    assert (answer.status_code, says in answer.text) == (400, True)
    assert 'name="decisions"' not in answer.text


def test_no_file_is_said_beside_the_field(desk, page):
    answer = desk.send(page, on=page)
    assert (answer.status_code, "Choose a file" in answer.text) == (400, True)


def test_a_long_file_is_carried_out_in_parts(market, desk, page, hit, work, monkeypatch):
    monkeypatch.setattr(results, "_PART", 1)
    shown = upload(desk, page, f"AssignmentId,Approve\n{work[0]},x\n{work[1]},x\n")
    first = confirm(desk, page, shown)
    assert "1 decision of the file is left." in first.text
    assert count(market, hit) == ["Approved", "Submitted", "Submitted"]
    second = confirm(desk, page, first)
    assert "All decisions of the file are carried out." in second.text
    again = confirm(desk, page, shown)
    assert "1 decision could not be carried out:" in again.text


def test_decisions_that_are_none_are_refused(desk, page):
    assert desk.send(f"{page}/decisions", on=page, decisions="x").status_code == 400
