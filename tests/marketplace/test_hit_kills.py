"""A process that is killed in the middle of a call leaves things as before it, or as after it."""

import json
import subprocess
import sys

import pytest
from support.market import NOON
from support.work import LIFE, TYPE, accept, make, money, shown, submit_work

# Makes the call in one process after the other. The first is killed before the first statement that
# it sends, the second before the second, and so on, until one comes through.
KILLED = """
import json, os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from sqlalchemy.engine import Engine
from adapter.marketplace import Marketplace, Environment

url, now, calls = sys.argv[1:]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def call(last):
    sent = 0
    def count(*_):
        nonlocal sent
        sent += 1
        if sent == last:
            die()
    market = Marketplace(url, Environment(lambda: datetime.fromtimestamp(float(now), UTC)))
    event.listen(Engine, "before_cursor_execute", count)
    if len(calls) == 1:
        market.call("AKIDME", *calls[0])
    else:
        with market.begin_calls("AKIDME") as make_call:
            for each in calls:
                make_call(*each)
    os._exit(0)

calls = json.loads(calls)
died = 0
while True:
    child = os.fork()
    if not child:
        call(died + 1)
    if os.WIFEXITED(os.waitpid(child, 0)[1]):
        break
    died += 1
    sys.stdout.write("before\\n")
    sys.stdout.flush()
    sys.stdin.readline()
print("after")
"""


def killed(market, look, *calls):
    """What is seen after each death, and how it is when the calls at last came through.

    Several calls are those of one legacy call, in one transaction.
    """
    now = str(market.clock.now.timestamp())
    command = [sys.executable, "-c", KILLED, market.url, now, json.dumps(calls)]
    seen = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            seen.append(look())
            if line == "after\n":
                break
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == 0
    return seen[:-1], seen[-1]


def test_a_hit_is_made_with_its_money_or_not_at_all(market):
    def look():
        return market("ListHITs")["NumResults"], money(market)

    given = {**TYPE, **LIFE, "UniqueRequestToken": "t"}
    before, after = killed(market, look, ("CreateHIT", given))
    assert len(before) > 5
    assert set(before) == {(0, ("10000.00", "0.00"))}
    assert after == (1, ("9999.40", "0.60"))


@pytest.mark.parametrize(
    ("operation", "left"),
    [("ApproveAssignment", "9998.80"), ("RejectAssignment", "9999.40")],
)
def test_work_is_decided_with_its_money_or_not_at_all(market, operation, left):
    hit_id = make(market, MaxAssignments=2)
    assignment_id = submit_work(market, hit_id)

    def look():
        return shown(market, hit_id), money(market)

    given = {"AssignmentId": assignment_id, "RequesterFeedback": "F"}
    before, after = killed(market, look, (operation, given))
    assert len(before) > 5
    assert set(before) == {(("Assignable", 1, 0, 0), ("9998.80", "1.20"))}
    assert after == (("Assignable", 1, 0, 1), (left, "0.60"))


def test_what_is_due_is_carried_out_whole_or_not_at_all(market):
    hit_id = make(market, MaxAssignments=3, LifetimeInSeconds=60)
    submit_work(market, hit_id, "AONE")
    accept(market, hit_id, "ATWO")

    def look():
        # At noon nothing is due: what is seen was carried out by who died.
        market.clock.now = NOON
        return shown(market, hit_id), money(market)

    market.clock.move(days=1)
    before, after = killed(market, look, ("GetAccountBalance", {}))
    assert len(before) > 10
    assert set(before) == {(("Assignable", 1, 1, 0), ("9998.20", "1.80"))}
    assert after == (("Reviewable", 2, 0, 1), ("9999.40", "0.00"))


def test_a_hit_is_extended_by_assignments_and_lifetime_or_not_at_all(market):
    hit_id = make(market)
    market("UpdateExpirationForHIT", HITId=hit_id, ExpireAt=0)

    def look():
        return shown(market, hit_id)[0], money(market)

    later = market.clock.now.timestamp() + 7200
    added = {"HITId": hit_id, "NumberOfAdditionalAssignments": 2}
    before, after = killed(
        market,
        look,
        ("CreateAdditionalAssignmentsForHIT", added),
        ("UpdateExpirationForHIT", {"HITId": hit_id, "ExpireAt": later}),
    )
    assert len(before) > 10
    assert set(before) == {("Reviewable", ("10000.00", "0.00"))}
    assert after == ("Assignable", ("9998.20", "1.80"))


def test_a_hit_is_disabled_whole_or_not_at_all(market):
    hit_id = make(market, MaxAssignments=2)
    assignment_id = submit_work(market, hit_id)

    def look():
        return shown(market, hit_id)[0], money(market)

    before, after = killed(
        market,
        look,
        ("UpdateExpirationForHIT", {"HITId": hit_id, "ExpireAt": 0}),
        ("ListAssignmentsForHIT", {"HITId": hit_id, "AssignmentStatuses": ["Submitted"]}),
        ("ApproveAssignment", {"AssignmentId": assignment_id}),
        ("DeleteHIT", {"HITId": hit_id}),
    )
    assert len(before) > 15
    assert set(before) == {("Assignable", ("9998.80", "1.20"))}
    assert after == ("Disposed", ("9999.40", "0.00"))
