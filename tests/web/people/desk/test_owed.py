"""What is owed, and payments, at the desk."""

import io
import re
from html import unescape

import pytest
from support.market import ME, OTHER
from support.work import make, submit_work

from adapter.marketplace.payouts import find_creditors, list_payouts

PAGE = "/desk/owed"


@pytest.fixture
def owed(market):
    """0.60 are owed to AANN, and 0.50 to ABOB."""
    for worker in ("AANN", "ABOB"):
        assignment_id = submit_work(market, make(market), worker)
        market("ApproveAssignment", AssignmentId=assignment_id)
    bonus = {"WorkerId": "ABOB", "BonusAmount": "0.10", "Reason": "Well seen"}
    market("SendBonus", AssignmentId=assignment_id, **bonus)


def show_owed(market):
    found = market.service.read(ME, find_creditors)
    return {worker_id: each.debt.owed_cents for worker_id, each in found.items()}


def upload(desk, content):
    return desk.send(f"{PAGE}/paid", on=PAGE, file=(io.BytesIO(content), "owed.csv"))


def read_hidden(page, name):
    return unescape(re.search(f'name="{name}" value="([^"]*)"', page.text)[1])


def test_the_list_has_sums_and_is_a_file(desk, owed):
    page = desk.open(PAGE).text
    figures = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page)
    assert figures == [
        ("Owed", "$1.10"), ("Rewards", "$1.00"), ("Bonuses", "$0.10"), ("Paid out", "$0.00")
    ]  # fmt: skip
    assert page.index("ABOB") < page.index("AANN")
    [bob, ann] = desk.open(f"{PAGE}.json").json
    assert (bob["WorkerId"], bob["Owed"], bob["Reference"]) == ("ABOB", "0.60", "payout-1")
    assert ann["FirstApproval"] == "2018-06-01T12:00:00Z"


def test_the_saved_list_is_shown_and_then_recorded_once(market, desk, owed):
    saved = desk.open(f"{PAGE}.csv").data
    page = upload(desk, saved)
    assert "Record 2 payments?" in page.text
    assert "$1.10" in page.text
    assert show_owed(market) == {"AANN": 50, "ABOB": 60}
    fields = {"payments": read_hidden(page, "payments"), "note": "June"}
    for _ in range(2):
        assert desk.send(f"{PAGE}/paid/record", on=PAGE, **fields).status_code == 303
    assert show_owed(market) == {"AANN": 0, "ABOB": 0}
    assert [each.note for each in market.service.read(ME, list_payouts)] == ["June", "June"]
    assert "All payments of the file are recorded already." in upload(desk, saved).text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            b"WorkerId,Owed,Reference\nAANN,0.51,one\n",
            "Line 2: $0.51 to AANN is more than the",
        ),
        (
            b"WorkerId,Owed,Reference\nAANN,much,one\n",
            "Line 2: Owed: expected dollars such as",
        ),
        (b"WorkerId,Owed\n", "owed.csv: line 1: it has no column Reference"),
        (b"\xff\xff\n", "owed.csv: it is not UTF-8 text; save it as `CSV UTF-8`"),
    ],
)
def test_a_file_with_a_wrong_line_is_refused(market, desk, owed, content, says):
    page = upload(desk, content)
    assert (page.status_code, says in page.text) == (400, True)
    assert show_owed(market) == {"AANN": 50, "ABOB": 60}


def test_no_file_is_said_beside_the_field(desk, owed):
    page = desk.send(f"{PAGE}/paid", on=PAGE)
    assert (page.status_code, "Choose a file" in page.text) == (400, True)
    assert 'aria-describedby="file-hint file-error"' in page.text


def test_what_is_paid_meanwhile_is_refused_at_the_confirmation(market, desk, owed):
    payments = "WorkerId,Owed,Reference\nAANN,0.50,one\n"
    fields = {"payments": payments.replace("one", "two")}
    assert desk.send(f"{PAGE}/paid/record", on=PAGE, payments=payments).status_code == 303
    page = desk.send(f"{PAGE}/paid/record", on=PAGE, **fields)
    assert (page.status_code, "$0.50 to AANN is more than the $0.00" in page.text) == (400, True)
    assert desk.send(f"{PAGE}/paid/record", on=PAGE, payments="x").status_code == 400


def test_one_payment_is_recorded_by_hand_once(market, desk, owed):
    form = f"{PAGE}/AANN/pay"
    page = desk.open(form)
    assert read_hidden(page, "amount") == "0.50"
    fields = {"amount": "$0.20", "reference": read_hidden(page, "reference"), "note": "in cash"}
    for _ in range(2):
        assert desk.send(form, on=form, **fields).status_code == 303
    assert show_owed(market)["AANN"] == 30
    for amount, says in (
        ("0.31", "$0.31 to AANN is more than the $0.30 that is owed"),
        ("much", "Write dollars, such as 0.60, and not &#39;much&#39;"),
        ("0", "Write what you paid, which is more than nothing"),
    ):
        page = desk.send(form, on=form, amount=amount, reference="two")
        assert (page.status_code, says in page.text) == (400, True), page.text
    assert desk.open(f"{PAGE}/ANOBODY/pay").status_code == 404


def test_a_payment_is_undone_from_the_list(market, desk, other_desk, owed):
    fields = {"payments": "WorkerId,Owed,Reference\nAANN,0.50,one\n", "note": "=June"}
    desk.send(f"{PAGE}/paid/record", on=PAGE, **fields)
    [payout] = market.service.read(ME, list_payouts)
    path = f"/desk/payouts/{payout.serial}/undo"
    assert other_desk.send(path, on=PAGE).status_code == 404
    assert desk.send(f"/desk/payouts/{10**20}/undo", on=PAGE).status_code == 404
    assert show_owed(market)["AANN"] == 0
    for _ in range(2):
        assert desk.send(path, on="/desk/payouts").status_code == 303
    assert show_owed(market)["AANN"] == 50
    page = desk.open("/desk/payouts").text
    assert ("\N{MINUS SIGN}$0.50" in page, "Undone" in page, "Undo<span" in page) == (
        True,
        True,
        False,
    )
    assert '"\'=June"' in desk.open("/desk/payouts.csv").text
    amounts = [each["Amount"] for each in desk.open("/desk/payouts.json").json]
    assert amounts == ["-0.50", "0.50"]


def test_an_account_sees_and_pays_its_own(market, other_desk, owed):
    assert "Nobody has earned anything yet" in other_desk.open(PAGE).text
    payments = "WorkerId,Owed,Reference\nAANN,0.50,one\n"
    page = other_desk.send(f"{PAGE}/paid/record", on=PAGE, payments=payments)
    assert page.status_code == 400
    assert market.service.read(OTHER, list_payouts) == []


def test_a_form_that_is_sent_again_with_another_amount_records_nothing_and_says_so(
    market, desk, owed
):
    path = f"{PAGE}/AANN/pay"
    assert desk.send(path, on=path, amount="0.20", reference="June").status_code == 303
    desk.open(PAGE)
    assert desk.send(path, on=path, amount="0.30", reference="June").status_code == 303
    page = desk.open(PAGE).text
    assert "June to AANN was recorded before. Nothing was changed." in page
    assert "$0.30 to AANN is recorded" not in page
    assert show_owed(market)["AANN"] == 30


def test_numbers_that_no_database_takes_are_no_payments(desk):
    assert desk.send(f"/desk/payouts/{2**63}/undo", on=PAGE).status_code == 404
    assert desk.open(f"/desk/payouts?page={2**63}").status_code == 200
