"""The list of a batch's work, one assignment, and decisions with their previews and results."""

import json
import re
import tracemalloc

import pytest
from sqlalchemy import update
from support.documents import TEST, answered, answers, form, question, sent, upload
from support.market import ME
from support.people import SITE
from support.reviewing import SLOW, Batch
from support.work import make_type, money, status

from adapter.marketplace.reviewing import jobs
from adapter.marketplace.storage.tables import assignments
from adapter.marketplace.uploads import UploadedFile
from adapter.marketplace.workers import Worker

BOXES = '{"boundingBoxes": [{"left": %s}], "inputImageProperties": {"width": %s, "height": %s}}'
FILE = upload(1, 1000)


@pytest.fixture
def batch(market):
    """A batch of HITs that cost 0.60 each, with no HIT yet."""
    return Batch(market, make_type(market, **SLOW))


@pytest.fixture
def listed(batch):
    """The path of the batch's list."""
    return f"/desk/batches/{batch.type_id}/assignments"


@pytest.fixture
def choose(desk, listed):
    """Sends the list's form, and returns the path of the preview."""

    def send(action, *ids, **fields):
        data = {"action": action, "assignment": list(ids), **fields}
        answer = desk.send(f"{listed}/decide", on=listed, **data)
        assert answer.status_code == 303
        return answer.headers["Location"]

    return send


@pytest.fixture
def confirm(desk):
    """Sends the form of a preview, and returns the page that follows."""

    def send(preview, **fields):
        answer = desk.send(preview.partition("?")[0], on=preview, **fields)
        assert answer.status_code == 303, text(answer)
        return desk.open(answer.headers["Location"])

    return send


def text(page):
    """What a page says, without markup."""
    main = page.text.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_row_shows_what_a_decision_needs(desk, market, batch, listed):
    market("ApproveAssignment", AssignmentId=batch.submit("AONE"))
    batch.submit("AONE", seconds=131, colour="blue", c="a|b")
    batch.submit("ATWO", seconds=9, colour="x")
    market("CreateWorkerBlock", WorkerId="ATWO", Reason="Too quick")
    page = text(desk.open(listed))
    assert "To review (2) Approved (1) Rejected (0) In work (0)" in page
    assert "AONE colour=blue c=a|b 2:11 100 % (1) $0.50" in page
    assert "ATWO blocked colour=x 0:09 new $0.50" in page


def test_the_list_as_files(desk, batch, listed):
    made = batch.submit("AONE", seconds=131, q="=1+1")
    [row] = desk.open(f"{listed}.json").json
    assert (row["AssignmentId"], row["WorkTimeInSeconds"], row["Answer"]) == (made, 131, "q==1+1")
    assert f'"{made}"' in desk.open(f"{listed}.csv").text


def test_sorted_and_filtered(desk, batch, listed):
    for worker, seconds in (("AB", 5), ("AC", 1), ("AA", 9)):
        batch.submit(worker, seconds=seconds)

    def workers(query):
        return [each["WorkerId"] for each in desk.open(f"{listed}.json?{query}").json]

    assert workers("") == ["AB", "AC", "AA"]
    assert workers("sort=-spent") == ["AA", "AB", "AC"]
    assert workers("sort=worker") == ["AA", "AB", "AC"]
    assert workers("sort=nothing") == ["AB", "AC", "AA"]
    assert workers("worker=AC") == ["AC"]
    assert "Of the worker AC alone" in text(desk.open(f"{listed}?worker=AC"))
    assert workers("state=approved") == []


def test_work_is_approved_after_a_preview_of_its_cost(desk, market, batch, choose, confirm):
    made = [batch.submit("AONE"), batch.submit("ATWO")]
    preview = choose("Approve", *made)
    page = text(desk.open(preview))
    assert "Approve 2 assignments?" in page
    assert "Costs, with fees, from the money on hold $1.20" in page
    assert "This cannot be undone" in page
    assert status(market, made[0]) == "Submitted"
    result = text(confirm(preview, reason="Well done"))
    assert "2 assignments are approved" in result
    found = market("GetAssignment", AssignmentId=made[1])["Assignment"]
    assert (found["AssignmentStatus"], found["RequesterFeedback"]) == ("Approved", "Well done")
    assert money(market) == ("9998.80", "0.00")


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("", "Write why you reject the work"),
        (" \n", "Write why you reject the work"),
        ("x" * 1025, "Write at most 1,024 characters; these are 1,025"),
        ("a\x07b", "Remove the characters that cannot be seen"),
    ],
)
def test_a_rejection_needs_a_reason(desk, market, batch, choose, reason, error):
    made = batch.submit("AONE")
    preview = choose("Reject", made)
    refused = desk.send(preview, on=preview, reason=reason)
    assert refused.status_code == 400
    assert f'<a href="#reason">{error}</a>' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert status(market, made) == "Submitted"


def test_a_rejection_is_undone_from_its_result(desk, market, batch, choose, confirm):
    made = batch.submit("AONE")
    preview = choose("Reject", made)
    assert "Comes back from hold $0.60 " in text(desk.open(preview))
    result = confirm(preview, reason="Empty")
    assert "1 assignment is rejected" in text(result)
    undone = desk.send(f"{preview}/undo", on=preview)
    page = text(desk.open(undone.headers["Location"]))
    assert "Approve after all 1 assignment?" in page
    assert "Available now $10,000.00 Available after it $9,999.40" in page
    confirm(undone.headers["Location"])
    assert status(market, made) == "Approved"


def test_a_bonus_shows_its_cost_and_is_paid_once(desk, market, batch, choose, confirm):
    made = [batch.submit("AONE"), batch.submit("ATWO")]
    preview = choose("Bonus", *made)
    for amount in ("", "0", "much", "1.234", "-1", "9" * 20):
        refused = desk.send(preview, on=preview, step="amount", amount=amount, reason="Thanks")
        assert refused.status_code == 400
        assert "Enter an amount in dollars" in refused.text
    assert desk.send(preview, on=preview).status_code == 400
    page = text(confirm(preview, step="amount", amount="$0.10", reason="Thanks"))
    assert "Costs, with fees $0.24 Available now $9,998.80 Available after it $9,998.56" in page
    assert money(market)[0] == "9998.80"
    token = re.search('name="csrf_token" value="([^"]+)"', desk.open(preview).text)[1]
    for _ in range(3):
        again = desk.client.post(preview, base_url=SITE, data={"csrf_token": token})
        assert again.status_code == 303
    assert "2 assignments are paid a bonus" in text(desk.open(preview))
    assert money(market)[0] == "9998.56"
    paid = market("ListBonusPayments", AssignmentId=made[0])["BonusPayments"]
    assert [(each["BonusAmount"], each["Reason"]) for each in paid] == [("0.10", "Thanks")]


def test_a_bonus_beyond_the_balance_cannot_be_confirmed(desk, market, batch, choose, confirm):
    preview = choose("Bonus", batch.submit("AONE"))
    page = confirm(preview, step="amount", amount="9000", reason="Thanks")
    assert "The account lacks $800.60." in text(page)
    assert "<button>Pay" not in page.text


def test_workers_are_blocked_and_unblocked(desk, market, batch, choose, confirm):
    made = [batch.submit("AONE"), batch.submit("AONE"), batch.submit("ATWO")]
    preview = choose("Block", *made)
    assert "Block 2 workers?" in text(desk.open(preview))
    assert "2 workers are blocked" in text(confirm(preview, reason="Too quick"))
    assert len(market("ListWorkerBlocks")["WorkerBlocks"]) == 2
    undone = desk.send(f"{preview}/undo", on=preview).headers["Location"]
    confirm(undone)
    assert market("ListWorkerBlocks")["WorkerBlocks"] == []


def test_what_a_program_decided_meanwhile_is_said(desk, market, batch, choose, confirm):
    made = [batch.submit(f"A{number}") for number in range(3)]
    preview = choose("Approve", *made)
    market("RejectAssignment", AssignmentId=made[0], RequesterFeedback="By a program")
    warning = "Approve is not possible for 1: It is rejected already."
    assert warning in text(desk.open(preview))
    market("ApproveAssignment", AssignmentId=made[1])
    result = text(confirm(preview))
    assert "1 assignment is approved" in result
    assert "1 was not: It is approved already." in result
    rows = desk.open(f"{preview}.json").json
    assert [each["Obstacle"] is None for each in rows] == [False, False, True]
    assert rows[0]["AssignmentId"] == made[0]


def test_a_decision_that_is_not_possible_any_more_has_no_button(desk, market, batch, choose):
    made = batch.submit("AONE")
    preview = choose("Reject", made)
    market("ApproveAssignment", AssignmentId=made)
    page = desk.open(preview)
    assert "There is nothing to do" in text(page)
    assert "<button>" not in page.text


def test_the_whole_of_a_list(desk, market, batch, listed, choose, confirm):
    for number in range(52):
        batch.submit("AONE" if number else "ATWO", seconds=0)
    assert "all 52 of this list" in text(desk.open(listed))
    preview = choose("Approve", scope="all", worker="AONE")
    assert "Approve 51 assignments?" in text(desk.open(preview))
    confirm(preview)
    assert "To review (1) Approved (51)" in text(desk.open(listed))


def test_nothing_chosen(desk, batch, listed, choose):
    batch.submit("AONE")
    assert choose("Approve") == f"{listed}?state=to-review"
    assert "Choose at least one assignment first." in text(desk.open(listed))
    assert desk.send(f"{listed}/decide", on=listed, action="Dance").status_code == 400


def test_all_on_a_page_are_chosen_by_a_link(desk, batch, listed):
    for _ in range(3):
        batch.submit("AONE")
    assert desk.open(listed).text.count(" checked") == 0
    assert desk.open(f"{listed}?chosen=all").text.count(" checked") == 3


def test_a_long_decision_goes_on_while_its_page_is_open(desk, market, batch, choose, monkeypatch):
    hit_id = batch.post(MaxAssignments=jobs.PART + 1)
    for number in range(jobs.PART + 1):
        batch.submit(f"A{number}", hit_id, seconds=0)
    monkeypatch.setattr("adapter.web.people.desk.decisions.SECONDS", 0)
    preview = choose("Approve", scope="all")
    desk.send(preview, on=preview)
    page = desk.open(preview)
    assert f"0 of {jobs.PART + 1} are done" in text(page)
    assert '<noscript><meta http-equiv="refresh" content="1"></noscript>' in page.text
    monkeypatch.undo()
    seen = [desk.open(f"{preview}/progress").json]
    while not seen[-1]["is_finished"]:
        seen.append(desk.open(f"{preview}/progress").json)
    assert seen[-1]["position"] == seen[-1]["size"] == jobs.PART + 1
    assert f"{jobs.PART + 1} assignments are approved" in text(desk.open(preview))


def test_one_after_the_other(desk, market, batch, choose, confirm):
    first, second = batch.submit("AONE"), batch.submit("ATWO")
    page = confirm(choose("Approve", first, alone="1"), alone="1")
    assert "The work of AONE is approved." in text(page)
    assert "Work of ATWO to review" in text(page)
    page = confirm(choose("Reject", second, alone="1"), alone="1", reason="Empty")
    assert "The work of ATWO is rejected." in text(page)
    assert "Nothing waits for a review" in text(page)
    page = confirm(choose("Block", second, alone="1"), alone="1", reason="Too quick")
    assert "ATWO is blocked." in text(page)
    assert "Unblock the worker…" in text(page)


def test_an_assignment_with_its_history(desk, market, batch):
    made = batch.submit("AONE", seconds=131, colour="blue", c="a|b", note="one\ntwo")
    bonus = {"AssignmentId": made, "WorkerId": "AONE", "BonusAmount": "0.10"}
    market("SendBonus", Reason="For <b>time</b>", **bonus)
    market("RejectAssignment", AssignmentId=made, RequesterFeedback="All alike")
    page = desk.open(f"/desk/assignments/{made}")
    assert "colour blue c a | b note one two" in text(page)
    assert "Submitted 1 Jun 2018, 12:02 UTC, after 2 minutes 11 seconds" in text(page)
    assert "Feedback All alike" in text(page)
    assert "For &lt;b&gt;time&lt;/b&gt;" in page.text
    assert "Approve after all…" in text(page)


def test_answers_stand_beside_the_questions_of_a_form(desk, market, batch):
    made = batch.submit("AONE", batch.post(Question=TEST), document=answers("blue"))
    assert "What colour is the sky? sky Blue (blue)" in text(desk.open(f"/desk/assignments/{made}"))


def test_the_fields_of_a_crowd_form_are_shown_one_by_one(desk, batch):
    box = {"left": 1, "top": 2, "width": 3, "height": 4, "label": "bird"}
    drawn = {"boundingBoxes": [box], "inputImageProperties": {"width": 640, "height": 480}}
    given = [{"sure": True, "kind": {"label": "bird"}, "drawn": drawn, "note": "<b>x</b>"}]
    page = desk.open(f"/desk/assignments/{batch.submit('AONE', taskAnswers=json.dumps(given))}")
    assert "sure true kind label: bird drawn bird" in text(page)
    assert '<rect x="1" y="2" width="3" height="4"/>' in page.text
    assert "&lt;b&gt;x&lt;/b&gt;" in page.text


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        '"><img src=https://evil.test/x onerror=alert(1)>',
        "{{ 7 * 7 }}",
        "=HYPERLINK(1)",
        "[" * 50_000,
        BOXES % ('"</svg><script>alert(1)"', "NaN", "1e999"),
        BOXES % ("true", '"9"', "9"),
        json.dumps([{f"field{number}": "x" for number in range(2000)}]),
        "\u202egnp.exe",
        "x" * 900_000,
    ],
    ids=range(10),
)
def test_hostile_answers_are_text(desk, batch, listed, value):
    made = batch.submit("AONE", taskAnswers=value)
    one = desk.open(f"/desk/assignments/{made}")
    assert one.status_code == 200
    many = desk.open(listed)
    assert many.status_code == 200
    for page in (one, many):
        assert len(page.text) < 1_000_000
        scripts = re.findall(r"<script[^>]*>", page.text)
        assert scripts == []
        assert "<img" not in page.text
    whole = desk.open(f"/desk/assignments/{made}/answer.xml")
    assert whole.headers["Content-Disposition"] == f"attachment; filename={made}.xml"
    assert len(whole.text) > len(value)


def test_a_seed_whose_answer_is_no_document(desk, market, batch):
    made = batch.submit("AONE")
    with market.service.begin_write(ME) as transaction:
        transaction.execute(update(assignments).values(answer="<b>broken"))
    page = desk.open(f"/desk/assignments/{made}")
    assert "&lt;b&gt;broken" in page.text
    listed = desk.open(f"/desk/batches/{batch.type_id}/assignments")
    assert "&lt;b&gt;broken" in listed.text


def test_uploaded_pictures_are_shown_and_files_led_to(desk, market, batch):
    market.service.serve_files("http://localhost:8082")
    hit_id = batch.post(Question=form(question(FILE, "p"), question(FILE, "t")))
    made = batch.accept("AONE", hit_id)
    worker = Worker(market.service, "AONE")
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 300
    worker.save_upload(made, "p", UploadedFile("a.png", png))
    worker.save_upload(made, "t", UploadedFile("a.png", b"<script>alert(1)</script>"))
    found = worker.list_uploads(made)
    worker.submit(made, answered(*((name, sent(each.size)) for name, each in found.items())))
    page = desk.open(f"/desk/assignments/{made}").text
    assert page.count("<img ") == 1
    assert f'<img src="/desk/assignments/{made}/file?question=p"' in page
    led = desk.open(f"/desk/assignments/{made}/file?question=t")
    assert led.headers["Location"].startswith("http://localhost:8082/files/")
    other = desk.open(f"/desk/assignments/{made}/file?question=x")
    assert other.headers["Location"] == f"/desk/assignments/{made}"


def test_the_task_is_loaded_only_when_it_is_asked_for(desk, batch):
    made = batch.submit("AONE")
    page = desk.open(f"/desk/assignments/{made}")
    assert "<iframe" not in page.text
    shown = desk.open(f"/desk/assignments/{made}?show=task").text
    assert 'src="https://example.test/q?assignmentId=ASSIGNMENT_ID_NOT_AVAILABLE' in shown
    assert 'sandbox="allow-scripts' in shown


def test_work_that_is_not_submitted(desk, batch):
    made = batch.accept("AONE")
    page = text(desk.open(f"/desk/assignments/{made}"))
    assert "There is no answer yet." in page
    assert "Approve…" not in page
    assert desk.open(f"/desk/assignments/{made}/answer.xml").status_code == 404


def test_what_is_anothers_is_no_page(desk, other_desk, market, batch, listed, choose):
    made = batch.submit("AONE")
    preview = choose("Approve", made)
    paths = [listed, f"{listed}.csv", f"/desk/assignments/{made}", preview, f"{preview}/progress"]
    for path in paths:
        assert desk.open(path).status_code == 200
        assert other_desk.open(path).status_code == 404
    for path in (preview, f"{preview}/undo", f"{listed}/decide"):
        answer = other_desk.send(path, on="/desk/batches", action="Approve", assignment=made)
        assert answer.status_code == 404
    assert status(market, made) == "Submitted"


def test_no_decision_without_the_token_of_the_form(desk, market, batch, choose, listed):
    made = batch.submit("AONE")
    preview = choose("Approve", made)
    for path in (preview, f"{preview}/undo", f"{listed}/decide"):
        answer = desk.client.post(path, base_url=SITE, data={"action": "Approve"})
        assert answer.status_code == 400
    evil = desk.client.post(preview, base_url=SITE, headers={"Origin": "https://evil.test"})
    assert evil.status_code == 403
    assert status(market, made) == "Submitted"


def test_an_answer_with_deep_lists_takes_no_more_memory_than_is_shown(desk, batch):
    made = batch.submit("AONE", q="[" * 200 + ",".join("1" * 50_000) + "]" * 200)
    tracemalloc.start()
    try:
        page = desk.open(f"/desk/assignments/{made}")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "The end is left out" in page.text
    assert most < 20_000_000


@pytest.mark.parametrize("depth", [900, 5_000, 50_000])
def test_an_answer_that_is_nested_too_deep_is_shown(desk, batch, depth):
    made = batch.submit("AONE", q="[" * depth + "]" * depth)
    assert desk.open(f"/desk/assignments/{made}").status_code == 200


def test_the_amount_that_a_preview_shows_is_not_changed_by_another_window(choose, confirm, batch):
    preview = choose("Bonus", batch.submit("AONE"))
    confirm(preview, step="amount", amount="0.10", reason="Thanks")
    page = text(confirm(preview, step="amount", amount="9.00", reason="Thanks"))
    assert "Bonus for each $0.10" in page
    assert "$9.00" not in page
