"""The database: its tables, who may open it, and what becomes of a failure."""

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from support.market import ME, NOON, Clock, Market, told

from adapter.errors import SettingError
from adapter.marketplace import Marketplace, RequestError, ServiceFault, World
from adapter.marketplace.database import Database
from adapter.marketplace.migrations import NEWEST
from adapter.marketplace.migrations.run import script, upgrade
from adapter.marketplace.tables import METADATA, accounts
from adapter.marketplace.workers import Worker

TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}


def opened(url):
    return Marketplace(url, World(Clock()))


# Which databases there are


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("market.db", "expected an SQLAlchemy URL"),
        ("mysql://localhost/market", "expected sqlite or postgresql, found mysql"),
        ("nosql://localhost/market", "expected sqlite or postgresql, found nosql"),
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
    ],
)
def test_a_database_that_cannot_be_used(url, says):
    with pytest.raises(SettingError, match=f"database: {says}"):
        opened(url)


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(ServiceFault):
        opened(f"sqlite:///{tmp_path / 'nowhere' / 'market.db'}")


def test_a_file_that_is_no_database_is_a_fault(tmp_path):
    file = tmp_path / "market.db"
    file.write_bytes(b"This is no database. " * 100)
    with pytest.raises(ServiceFault):
        opened(f"sqlite:///{file}")
    assert file.read_bytes().startswith(b"This is no database.")


# Tables


def test_the_newest_revision_is_the_one_that_is_named():
    assert script().get_heads() == [NEWEST]


def test_migrating_leads_to_the_tables_that_are_made_anew(database):
    # A database of its own, as every test of PostgreSQL shares one.
    engine = create_engine(Database(database, 1).url)
    with engine.connect() as connection, connection.begin() as whole:
        METADATA.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        assert upgrade(connection, None)
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []
        migrated = _indices(connection)
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
        assert _indices(connection) == migrated
        if engine.dialect.name == "postgresql":
            whole.rollback()
    engine.dispose()


def _indices(connection):
    """Partial ones with their conditions, which alembic does not compare."""
    found = inspect(connection)
    return {
        name: sorted(
            (
                index["name"],
                index["unique"],
                [str(each) for each in index["dialect_options"].values()],
            )
            for index in found.get_indexes(name)
        )
        for name in METADATA.tables
    }


def test_a_database_of_a_newer_program_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "market.db"
    opened(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(SettingError, match=r"a newer version of this program \(revision 9999"):
        opened(f"sqlite:///{file}")


def test_adapters_that_start_at_once_make_the_tables_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'market.db'}"
    with ThreadPoolExecutor(8) as pool:
        markets = list(pool.map(opened, [url] * 8))
    listed = [
        market.call(ME, "ListQualificationTypes", {"MustBeRequestable": False})["NumResults"]
        for market in markets
    ]
    assert listed == [6] * 8
    for market in markets:
        market.close()


def test_alembic_is_not_imported_where_nothing_is_to_migrate(tmp_path):
    url = f"sqlite:///{tmp_path / 'market.db'}"
    code = (
        "import sys; from datetime import UTC, datetime\n"
        "from adapter.marketplace import Marketplace, World\n"
        f"for _ in range(2): Marketplace({url!r}, World(lambda: datetime.now(UTC))).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


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
                return told(error).partition(":")[0]
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


# Failures

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from adapter.marketplace import Marketplace, World
from adapter.marketplace.tables import qualification_requests
market = Marketplace(sys.argv[1], World(lambda: datetime.now(UTC)))
with market.changing("AKIDME") as turn:
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


def test_a_full_disk_is_a_fault_and_room_ends_it(tmp_path):
    market = Market(f"sqlite:///{tmp_path / 'market.db'}")
    large = {**TYPE, "Keywords": "k" * 1000, "Description": "d" * 2000}
    names = (f"Large {number}" for number in count())

    def fill():
        while True:
            market("CreateQualificationType", **{**large, "Name": next(names)})

    def limit(pages):
        with market.service.reading(ME) as turn:
            turn.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

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


def test_a_database_that_another_program_holds_is_a_fault(tmp_path):
    file = tmp_path / "market.db"
    opened(f"sqlite:///{file}").close()
    database = Database(f"sqlite:///{file}", 2, wait_seconds=0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ServiceFault), database.changing():
            pytest.fail("two write at once")
        with database.reading():
            other.execute("ROLLBACK")
    with database.changing() as connection:
        connection.execute(accounts.insert(), {"access_key_id": ME, "available_cents": 1})
    database.close()


def lose_the_connection(market):
    with market.service.changing("ALOST") as turn:
        lost = turn.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        engine = create_engine(Database(market.url, 1).url)
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": lost})
        engine.dispose()
        turn.connection.exec_driver_sql("SELECT 1")


def test_a_connection_lost_in_the_middle_is_a_fault_and_the_next_call_has_another(postgres):
    market = Market(postgres)
    with pytest.raises(ServiceFault) as caught:
        lose_the_connection(market)
    assert not caught.value.unknown
    with market.service.reading("ALOST") as turn:
        found = turn.connection.execute(select(accounts.c.access_key_id))
        assert "ALOST" not in found.scalars().all()
    market.service.close()


def test_a_server_that_is_not_there_is_a_fault():
    with pytest.raises(ServiceFault):
        opened("postgresql://nobody@127.0.0.1:1/market")


def test_the_file_is_not_left_open_by_a_marketplace_that_is_closed(tmp_path):
    file = tmp_path / "market.db"
    opened(f"sqlite:///{file}").close()
    links = [link for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert not any(link.readlink().is_relative_to(file) for link in links)
