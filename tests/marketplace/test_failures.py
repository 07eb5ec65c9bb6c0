"""Many calls at once, and what is left when a process, a disk or a connection ends in between."""

import resource
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from support.market import ME, NOON, Clock, Market, error_text

from adapter.errors import SettingError
from adapter.marketplace import Environment, Marketplace, RequestError, ServiceFault
from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.tables import (
    accounts,
    messages,
    qualification_requests,
    qualifications,
)
from adapter.marketplace.workers import Worker

TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}


def opened(url):
    return Marketplace(url, Environment(Clock()))


# Many at once


def pending(market, number):
    answer = market("CreateQualificationType", **TYPE)
    type_id = answer["QualificationType"]["QualificationTypeId"]
    return [
        Worker(market.service, f"A{each:05}").request_qualification(type_id)[
            "QualificationRequestId"
        ]
        for each in range(number)
    ]


def test_of_many_grants_at_once_none_is_lost(market):
    asked = pending(market, 100)
    with ThreadPoolExecutor(16) as pool:
        list(
            pool.map(
                lambda each: market("AcceptQualificationRequest", QualificationRequestId=each),
                asked,
            )
        )
    assert market("ListQualificationRequests")["NumResults"] == 0


def test_of_two_grants_of_one_request_at_once_one_is_refused(market):
    for identifier in pending(market, 10):

        def accept(value, identifier=identifier):
            params = {"QualificationRequestId": identifier, "IntegerValue": value}
            try:
                market.service.call(ME, "AcceptQualificationRequest", params)
            except RequestError as error:
                return error_text(error).partition(":")[0]
            return value

        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(accept, range(4)))
        [granted] = [each for each in outcomes if isinstance(each, int)]
        assert outcomes.count("InvalidQualificationRequestState") == 3
        held = [
            item["IntegerValue"]
            for item in market.walk(
                "ListWorkersWithQualificationType",
                "Qualifications",
                QualificationTypeId=market("ListQualificationTypes", MustBeRequestable=True)[
                    "QualificationTypes"
                ][0]["QualificationTypeId"],
            )
        ]
        assert held[-1] == granted


def test_of_two_types_of_one_name_at_once_one_is_refused(market):
    def create(_):
        try:
            market.service.call("ANEW", "CreateQualificationType", TYPE)
        except RequestError as error:
            return error.code
        return "made"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(create, range(8)))
    assert sorted(outcomes)[:-1] == ["AWS.MechanicalTurk.QualificationTypeAlreadyExists"] * 7


def test_two_adapters_on_one_database_see_each_others_changes(market):
    beside = Market(market.url)
    asked = pending(market, 3)
    beside("AcceptQualificationRequest", QualificationRequestId=asked[0])
    assert market("ListQualificationRequests")["NumResults"] == 2
    beside.service.close()


def test_a_reading_call_sees_one_state_whatever_changes_meanwhile(market):
    [asked] = pending(market, 1)
    states = select(qualification_requests.c.status)
    with market.service.begin_read(ME) as transaction:
        before = transaction.connection.execute(states).scalar_one()
        market("AcceptQualificationRequest", QualificationRequestId=asked)
        assert transaction.connection.execute(states).scalar_one() == before == "Pending"
    with market.service.begin_read(ME) as transaction:
        assert transaction.connection.execute(states).scalar_one() == "Granted"


# Failures

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from adapter.marketplace import Marketplace, Environment
from adapter.marketplace.storage.tables import qualification_requests
market = Marketplace(sys.argv[1], Environment(lambda: datetime.now(UTC)))
with market.begin_write("AKIDME") as turn:
    turn.connection.execute(qualification_requests.update().values(status="Granted"))
    turn.connection.exec_driver_sql("DELETE FROM qualifications")
    if sys.argv[2] == "inside":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("moment", "left"), [("inside", 3), ("behind", 0)])
def test_a_process_killed_at_any_moment_leaves_before_or_after(market, moment, left):
    pending(market, 3)
    done = subprocess.run([sys.executable, "-c", KILLED, market.url, moment], timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert market("ListQualificationRequests")["NumResults"] == left
    pending_again = market("CreateQualificationType", **{**TYPE, "Name": "Sea"})
    assert pending_again["QualificationType"]["CreationTime"] == NOON


GRANTING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from adapter.marketplace import Marketplace, Environment
market = Marketplace(sys.argv[1], Environment(lambda: datetime.now(UTC)), threads=8)
def grant(identifier):
    market.call("AKIDME", "AcceptQualificationRequest", {"QualificationRequestId": identifier})
    print(identifier + chr(10), end="", flush=True)
print("ready", flush=True)
with ThreadPoolExecutor(8) as pool:
    list(pool.map(grant, sys.stdin.read().split()))
"""


@pytest.mark.parametrize("answered", [1, 40, 90])
def test_a_process_killed_while_it_grants_lost_nothing_that_it_answered(market, answered):
    asked = pending(market, 150)
    command = [sys.executable, "-c", GRANTING, market.url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        process.stdin.write(" ".join(asked))
        process.stdin.close()
        told_granted = [process.stdout.readline().strip() for _ in range(answered)]
        process.kill()
    statement = select(qualification_requests.c.id, qualification_requests.c.worker_id)
    granted = statement.where(qualification_requests.c.status == "Granted")
    with market.service.begin_read(ME) as transaction:
        found = transaction.connection.execute(granted).all()
        holding = transaction.connection.execute(select(qualifications.c.worker_id)).scalars().all()
        messages_to = transaction.connection.execute(select(messages.c.recipient)).scalars().all()
    assert set(told_granted) <= {row.id for row in found}
    workers = sorted(row.worker_id for row in found)
    assert sorted(holding) == sorted(messages_to) == workers


def test_a_full_disk_is_a_fault_and_room_ends_it(tmp_path):
    market = Market(f"sqlite:///{tmp_path / 'market.db'}")
    large = {**TYPE, "Keywords": "k" * 1000, "Description": "d" * 2000}
    names = (f"Large {number}" for number in count())

    def fill():
        while True:
            market("CreateQualificationType", **{**large, "Name": next(names)})

    def limit(pages):
        with market.service.begin_read(ME) as transaction:
            transaction.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    market("CreateQualificationType", **TYPE)
    limit(100)
    with pytest.raises(ServiceFault) as caught:
        fill()
    assert not caught.value.unknown
    assert "disk" not in caught.value.message
    full = market.walk("ListQualificationTypes", "QualificationTypes", MustBeRequestable=True)
    limit(1000)
    market("CreateQualificationType", **{**large, "Name": "Room"})
    after = market.walk("ListQualificationTypes", "QualificationTypes", MustBeRequestable=True)
    assert [item["Name"] for item in after] == [*(item["Name"] for item in full), "Room"]
    market.service.close()


def test_of_a_change_that_there_is_no_room_to_commit_it_is_known_that_it_was_not_made(tmp_path):
    file = tmp_path / "market.db"
    market = Market(f"sqlite:///{file}")
    market("CreateQualificationType", **TYPE)
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{file}-wal").stat().st_size, most))
    try:
        with pytest.raises(ServiceFault) as caught:
            market("CreateQualificationType", **{**TYPE, "Name": "No room"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))
    assert not caught.value.unknown
    market("CreateQualificationType", **{**TYPE, "Name": "Room"})
    after = market.walk("ListQualificationTypes", "QualificationTypes", MustBeRequestable=True)
    assert [item["Name"] for item in after] == ["Sky", "Room"]
    market.service.close()


def test_a_database_that_another_program_holds_is_a_fault(tmp_path):
    file = tmp_path / "market.db"
    opened(f"sqlite:///{file}").close()
    database = Database(f"sqlite:///{file}", 2, wait_seconds=0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ServiceFault), database.begin_write():
            pytest.fail("two write at once")
        with database.begin_read():
            other.execute("ROLLBACK")
    with database.begin_write() as connection:
        connection.execute(accounts.insert(), {"access_key_id": ME, "available_cents": 1})
    database.close()


def lose_the_connection(market):
    with market.service.begin_write("ALOST") as transaction:
        lost = transaction.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        engine = create_engine(Database(market.url, 1).url)
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": lost})
        engine.dispose()
        transaction.connection.exec_driver_sql("SELECT 1")


def test_a_connection_lost_in_the_middle_is_a_fault_and_the_next_call_has_another(postgres):
    market = Market(postgres)
    with pytest.raises(ServiceFault) as caught:
        lose_the_connection(market)
    assert not caught.value.unknown
    with market.service.begin_read("ALOST") as transaction:
        found = transaction.connection.execute(select(accounts.c.access_key_id))
        assert "ALOST" not in found.scalars().all()
    market.service.close()


def test_a_server_that_is_not_there_is_named():
    with pytest.raises(SettingError, match=r"the server of postgresql.*127\.0\.0\.1:1/market"):
        opened("postgresql://nobody@127.0.0.1:1/market")


def test_the_file_is_not_left_open_by_a_marketplace_that_is_closed(tmp_path):
    file = tmp_path / "market.db"
    opened(f"sqlite:///{file}").close()
    links = [link for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert not any(link.readlink().is_relative_to(file) for link in links)
