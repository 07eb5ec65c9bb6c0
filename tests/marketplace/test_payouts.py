"""What people have to be paid, and payments that are recorded once."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import insert
from support.kills import run_killed
from support.market import ME, NOON, OTHER
from support.work import make, submit_work

from adapter.marketplace import RequestError
from adapter.marketplace.payouts import (
    list_creditors,
    list_payouts,
    plan_payouts,
    read_payments,
    record_payouts,
    sum_owed,
    undo_payout,
    write_owed,
    write_payments,
)
from adapter.marketplace.storage.tables import arrivals, links, people
from adapter.marketplace.workers import Worker
from adapter.spreadsheet import TableError

HEADER = "WorkerId,Owed,Reference\n"


def write(market, account=ME, **options):
    return "".join(write_owed(market.service.read(account, list_creditors), **options))


def read_rows(text):
    return {row["WorkerId"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def read(text, encoding="utf-8"):
    return read_payments(io.BytesIO(text.encode(encoding)))


def plan(market, text, account=ME):
    payments = read(text).payments
    return market.service.read(account, lambda transaction: plan_payouts(transaction, payments))


def record(market, text, note=None, account=ME):
    with market.service.begin_write(account) as transaction:
        return record_payouts(transaction, read(text).payments, note)


def show_owed(market, account=ME):
    return {name: row["Owed"] for name, row in read_rows(write(market, account)).items()}


def do(market, worker, **more):
    """The id of approved work that earns 0.50, and costs 0.60."""
    assignment_id = submit_work(market, make(market, **more), worker)
    market("ApproveAssignment", AssignmentId=assignment_id)
    return assignment_id


def give_bonus(market, assignment_id, worker, amount):
    bonus = {"WorkerId": worker, "BonusAmount": amount, "Reason": "Well seen"}
    market("SendBonus", AssignmentId=assignment_id, **bonus)


@pytest.fixture
def earned(market):
    """Ann has earned 0.60, and Bob 0.50 with 0.07 more."""
    give_bonus(market, do(market, "AANN"), "AANN", "0.10")
    market.clock.move(days=1)
    for amount in ("0.05", "0.02"):
        give_bonus(market, do(market, "ABOB", Reward="0.25"), "ABOB", amount)


def test_rewards_and_bonuses_are_owed_and_fees_are_not(market, earned):
    rows = read_rows(write(market))
    assert list(rows) == ["AANN", "ABOB"]
    assert rows["AANN"] == {
        "WorkerId": "AANN",
        "Name": "",
        "Platform": "",
        "ExternalId": "",
        "Rewards": "0.50",
        "Bonuses": "0.10",
        "PaidOut": "0.00",
        "Owed": "0.60",
        "FirstApproval": "2018-06-01T12:00:00Z",
        "LastApproval": "2018-06-01T12:00:00Z",
        "Reference": "payout-1",
    }
    assert [rows["ABOB"][name] for name in ("Rewards", "Bonuses", "Owed")] == [
        "0.50",
        "0.07",
        "0.57",
    ]
    debt = market.service.read(ME, sum_owed)
    assert (debt.rewards_cents, debt.bonuses_cents, debt.owed_cents) == (100, 17, 117)


def test_only_what_is_approved_is_owed_and_that_once(market):
    assignment_id = submit_work(market, make(market), "AANN")
    assert show_owed(market) == {}
    market("RejectAssignment", AssignmentId=assignment_id, RequesterFeedback="late")
    assert show_owed(market) == {}
    give_bonus(market, assignment_id, "AANN", "0.01")
    assert show_owed(market) == {"AANN": "0.01"}
    market("ApproveAssignment", AssignmentId=assignment_id, OverrideRejection=True)
    assert show_owed(market) == {"AANN": "0.51"}
    assert show_owed(market, OTHER) == {}
    submit_work(market, make(market), "ABOB")
    market.clock.move(hours=2)
    assert show_owed(market) == {"AANN": "0.51", "ABOB": "0.50"}


def test_people_are_named_to_the_account_that_brought_them(market, earned):
    link = {"id": "link", "name": "Spring", "preset": "prolific", "id_parameter": "PROLIFIC_PID"}
    more = {"kept_parameters": "[]", "codes": "{}", "back_urls": "{}", "account": ME, "made": NOON}
    person = {"id": "AANN", "name": "=Ann", "account": ME, "auto_accept": True, "epoch": 0}
    with market.service.database.begin_write() as connection:
        connection.execute(insert(links), {**link, **more})
        connection.execute(insert(people), {**person, "made": NOON, "last_seen": NOON})
        arrival = {"link_id": "link", "external_id": "5f1", "worker_id": "AANN", "parameters": "{}"}
        connection.execute(insert(arrivals), {**arrival, "came": NOON})
    named = ("Name", "Platform", "ExternalId")
    row = read_rows(write(market))["AANN"]
    assert [row[name] for name in named] == ["'=Ann", "prolific", "5f1"]
    assert read_rows(write(market, is_raw=True))["AANN"]["Name"] == "=Ann"
    market(
        "ApproveAssignment", OTHER, AssignmentId=submit_work(market, make(market, OTHER), "AANN")
    )
    theirs = read_rows(write(market, OTHER))["AANN"]
    assert [theirs[name] for name in named] == ["", "", ""]


def test_a_file_is_recorded_once_wherever_and_however_it_is_read_again(market, earned):
    text = write(market)
    assert plan(market, text).cents == 117
    assert [each.cents for each in record(market, text, "June").new] == [60, 57]
    assert show_owed(market) == {"AANN": "0.00", "ABOB": "0.00"}
    bob = next(line for line in text.splitlines() if "ABOB" in line)
    edited = f"{text.splitlines()[0]}\n{bob.replace('0.57', '0.50')}\n"
    for again in (text, edited, text.replace('","', '";"')):
        done = record(market, again)
        assert (done.new, len(done.recorded) > 0) == ([], True)
    assert show_owed(market) == {"AANN": "0.00", "ABOB": "0.00"}
    found = market.service.read(ME, list_payouts)
    assert [(each.worker_id, each.cents, each.note) for each in found] == [
        ("ABOB", 57, "June"),
        ("AANN", 60, "June"),
    ]


def test_two_payments_of_the_same_amount_are_two(market):
    for month in range(3):
        do(market, "AANN")
        text = write(market)
        assert [each.reference for each in record(market, text).new] == [f"payout-{month + 1}"]
    assert show_owed(market) == {"AANN": "0.00"}
    assert len(market.service.read(ME, list_payouts)) == 3


def test_a_part_can_be_paid_and_the_rest_is_owed(market, earned):
    record(market, f"{HEADER}AANN,$0.25,payout-1\nABOB,0,payout-1\n")
    assert show_owed(market) == {"ABOB": "0.57", "AANN": "0.35"}
    assert read_rows(write(market))["AANN"]["Reference"] == "payout-2"


def test_an_older_file_does_not_pay_again_what_a_newer_one_paid(market, earned):
    old = write(market)
    do(market, "AANN")
    record(market, write(market))
    assert plan(market, old).new == []


def test_more_than_is_owed_is_refused_with_its_line_and_nothing_is_recorded(market, earned):
    text = f"{HEADER}ABOB,0.50,one\nAANN,0.61,one\nANOBODY,1,one\nABOB,0.08,two\n"
    assert plan(market, text).problems == [
        "line 3: $0.61 to AANN is more than the $0.60 that is owed",
        "line 4: $1.00 to ANOBODY is more than the $0.00 that is owed",
        "line 5: $0.08 to ABOB is more than the $0.07 that is owed",
    ]
    with pytest.raises(RequestError, match=r"line 3: \$0\.61 to AANN"):
        record(market, text)
    assert show_owed(market) == {"AANN": "0.60", "ABOB": "0.57"}


def test_a_payout_that_did_not_happen_is_undone_once(market, earned):
    record(market, write(market))
    wrong = market.service.read(ME, list_payouts)[1]
    with market.service.begin_write(ME) as transaction:
        undo_payout(transaction, wrong.serial)
    assert show_owed(market) == {"AANN": "0.60", "ABOB": "0.00"}
    reverse, _, undone = market.service.read(ME, list_payouts)
    assert (reverse.cents, reverse.note, undone.undone) == (-60, "Undoes payout-1", True)
    for serial in (wrong.serial, reverse.serial, 10**6):
        with pytest.raises(RequestError), market.service.begin_write(ME) as transaction:
            undo_payout(transaction, serial)
    with pytest.raises(RequestError), market.service.begin_write(OTHER) as transaction:
        undo_payout(transaction, wrong.serial)
    assert record(market, write(market)).cents == 60
    assert Worker(market.service, "AANN").sum_paid() == {ME: 60}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("AANN,,one", "line 2: Owed: expected dollars such as 0.60, not ''; write 0 if nothing"),
        ("AANN,-1,one", "line 2: Owed: expected dollars such as 0.60, not '-1'"),
        ("AANN,0.605,one", "line 2: Owed: expected dollars such as 0.60, not '0.605'"),
        ('AANN,"1,234.50",one', "line 2: Owed: expected dollars such as 0.60, not '1,234.50'"),
        (f"AANN,{'9' * 30},one", "line 2: Owed: expected dollars such as 0.60, not '9999"),
        (",1,one", "line 2: WorkerId is empty"),
        ("AANN,1,", "line 2: Reference: expected a name of at most 200 characters"),
        ("AANN,1,undo-7", "line 2: Reference: expected a name of at most 200 characters"),
        ("AANN,1", "line 2: 2 cells where line 1 has 3 columns"),
    ],
)
def test_lines_that_cannot_be_understood_are_named(row, problem):
    assert [each[: len(problem)] for each in read(f"{HEADER}{row}\n").problems] == [problem]


def test_two_lines_of_one_payment_are_named():
    found = read(f"{HEADER}AANN,1,one\nAANN,2,one\nAANN,2,two\n")
    assert [each.cents for each in found.payments] == [100, 200]
    assert [each.partition(";")[0] for each in found.problems] == [
        "line 3: line 2 is the payment one to AANN, too"
    ]


def test_spreadsheets_of_other_countries_are_read():
    text = "Owed;Reference;WorkerId\r\n0,6;one;AANN\r\n1;two;AANN\r\n0,00;one;ABOB\r\n"
    for encoding in ("utf-8-sig", "utf-16"):
        assert [each.cents for each in read(text, encoding).payments] == [60, 100]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("WorkerId,Reference", "line 1: it has no column Owed, so it is no file of what is owed"),
        ("Owed,Reference", "line 1: it has no column WorkerId"),
        (
            "WorkerId,Owed",
            "line 1: it has no column Reference: add it, with a name for",
        ),
    ],
)
def test_files_that_are_none_are_refused_with_what_to_do(header, reason):
    with pytest.raises(TableError) as caught:
        read(f"{header}\n")
    assert str(caught.value).startswith(reason)


def test_the_smallest_file_has_the_same_payments():
    payments = read(f"{HEADER}AANN,0.60,=one\nABOB,1,two\n").payments
    assert read("".join(write_payments(payments))).payments == payments


def test_payments_that_were_cut_off_are_recorded_whole_and_once(market, earned):
    text = write(market)
    before, after = run_killed(
        market,
        lambda: show_owed(market),
        "import io\n"
        "from adapter.marketplace import payouts\n"
        "found = payouts.read_payments(io.BytesIO(text.encode()))\n"
        "with market.begin_write(account) as transaction:\n"
        "    payouts.record_payouts(transaction, found.payments)\n",
        text=text,
        account=ME,
    )
    assert all(seen == {"AANN": "0.60", "ABOB": "0.57"} for seen in before)
    assert after == {"AANN": "0.00", "ABOB": "0.00"}
    assert record(market, text).new == []
