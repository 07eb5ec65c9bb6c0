"""The database: who may open it, and its tables."""

import os
import re
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Timer

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from support.market import ME, Clock

from adapter.errors import SettingError
from adapter.marketplace import Environment, Marketplace, ServiceFault
from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.migrations import NEWEST
from adapter.marketplace.storage.migrations.run import load_revisions, upgrade
from adapter.marketplace.storage.tables import METADATA

MINE = {"MustBeRequestable": False, "MustBeOwnedByCaller": True, "MaxResults": 100}
TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}


def opened(url):
    return Marketplace(url, Environment(Clock()))


# Which databases there are


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("market.db", "expected an SQLAlchemy URL"),
        ("mysql://localhost/market", "expected sqlite or postgresql, found mysql"),
        ("nosql://localhost/market", "expected sqlite or postgresql, found nosql"),
        ("sqlite://market.db", "before a file there are three slashes"),
    ],
)
def test_a_database_that_cannot_be_used(url, says):
    with pytest.raises(SettingError, match=f"database: {says}"):
        opened(url)


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
def test_what_workers_wrote_is_nobody_elses(tmp_path):
    with closing(opened(f"sqlite:///{tmp_path}/market.db")) as market:
        market.call(ME, "CreateQualificationType", TYPE)
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert set(modes) == {"market.db", "market.db-wal", "market.db-shm"}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_one_for_all_threads(url):
    with closing(opened(url)) as market, ThreadPoolExecutor(8) as threads:
        names = [f"Sky {number}" for number in range(40)]
        create = partial(market.call, ME, "CreateQualificationType")
        list(threads.map(create, [{**TYPE, "Name": name} for name in names]))
        listed = market.call(ME, "ListQualificationTypes", MINE)
        assert sorted(each["Name"] for each in listed["QualificationTypes"]) == sorted(names)
        assert listed["NumResults"] == 40
    with closing(opened(url)) as market:
        assert market.is_new


def test_a_database_is_new_once(tmp_path):
    url = f"sqlite:///{tmp_path}/market.db"
    for is_new in (True, False):
        with closing(opened(url)) as market:
            assert market.is_new == is_new


@pytest.mark.parametrize("prepare", [lambda _: None, Path.touch])
def test_a_database_that_nobody_has_made_is_made_only_when_asked_to(tmp_path, prepare):
    file = tmp_path / "market.db"
    prepare(file)
    before = set(tmp_path.iterdir())
    with pytest.raises(SettingError, match=f"there is no marketplace in {file}; `serve`"):
        Marketplace(f"sqlite:///{file}", Environment(Clock()), creates=False)
    assert {each.name for each in before} == {each.name for each in tmp_path.iterdir()}


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(SettingError, match=f"there is no folder {tmp_path}/nowhere; mend that"):
        opened(f"sqlite:///{tmp_path / 'nowhere' / 'market.db'}")


def test_a_file_that_is_no_database_is_named(tmp_path):
    file = tmp_path / "market.db"
    file.write_bytes(b"This is no database. " * 100)
    says = f"{file} cannot be opened: file is not a database; mend that"
    with pytest.raises(SettingError, match=says):
        opened(f"sqlite:///{file}")
    assert file.read_bytes().startswith(b"This is no database.")


# Tables


def test_the_newest_revision_is_the_one_that_is_named():
    assert load_revisions().get_heads() == [NEWEST]


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


_CAST = re.compile(r"::[a-z ]+|[()\[\]]")


def _indices(connection):
    """Partial ones with their conditions, which alembic does not compare.

    PostgreSQL adds casts to a condition, other ones where a column's type was changed.
    """
    found = inspect(connection)
    return {
        name: sorted(
            (
                index["name"],
                index["unique"],
                [_CAST.sub("", str(each)) for each in index["dialect_options"].values()],
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


def test_adapters_that_start_at_once_make_the_tables_once(database):
    engine = create_engine(Database(database, 1).url)
    with engine.begin() as connection:
        METADATA.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()
    with ThreadPoolExecutor(8) as pool:
        markets = list(pool.map(opened, [database] * 8))
    listed = [
        market.call(ME, "ListQualificationTypes", {"MustBeRequestable": False})["NumResults"]
        for market in markets
    ]
    assert listed == [10] * 8
    for market in markets:
        market.close()


def test_a_start_waits_for_another_that_writes_the_new_file(tmp_path):
    file = tmp_path / "market.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        Timer(0.3, other.execute, ["COMMIT"]).start()
        market = opened(f"sqlite:///{file}")
    assert market.check_connection() is None
    market.close()


def test_a_start_does_not_wait_for_ever(tmp_path):
    file = tmp_path / "market.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = Database(f"sqlite:///{file}", threads=1, wait_seconds=0.1)
        with pytest.raises(ServiceFault), waiting.begin_read():
            pass
        other.execute("COMMIT")
    waiting.close()


def test_alembic_is_not_imported_where_nothing_is_to_migrate(tmp_path):
    url = f"sqlite:///{tmp_path / 'market.db'}"
    code = (
        "import sys; from datetime import UTC, datetime\n"
        "from adapter.marketplace import Marketplace, Environment\n"
        f"for _ in range(2): Marketplace({url!r}, Environment(lambda: datetime.now(UTC))).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
