"""What a database of an older revision holds after its migration."""

from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import insert, select
from support.market import ME, NOON, Market

from adapter.marketplace.hits.creation import NEW_COLUMNS
from adapter.marketplace.links import Links, LinkSettings
from adapter.marketplace.payouts import find_owed
from adapter.marketplace.people import list_people
from adapter.marketplace.storage.database import Database
from adapter.marketplace.storage.migrations import run
from adapter.marketplace.storage.schema import prepare_schema
from adapter.marketplace.storage.system_types import PERCENT_APPROVED, SYSTEM_TYPES
from adapter.marketplace.storage.tables import (
    assignments,
    hit_types,
    hits,
    installation,
    people,
    qualification_types,
)

TYPE = {
    "id": "3TYPE",
    "account": ME,
    "group_id": "3GROUP",
    "fingerprint": "f",
    "title": "T",
    "description": "D",
    "reward_cents": 50,
    "reward": "0.50",
    "approval_seconds": 3600,
    "assignment_seconds": 600,
    "requirements": [],
    "notification_active": False,
}
HIT = {
    **NEW_COLUMNS,
    "id": "3HIT",
    "account": ME,
    "type_id": "3TYPE",
    "created": NOON,
    "layout_id": "3LAYOUT",
    "layout_parameters": [{"Name": "url", "Value": "x"}],
    "expiration": NOON,
    "max_assignments": 1,
}
DONE = {
    "id": "3DONE",
    "account": ME,
    "hit_id": "3HIT",
    "worker_id": "AWORKER",
    "status": "Approved",
    "accepted": NOON,
    "deadline": NOON,
    "submitted": NOON,
    "approved": NOON,
    "cost_cents": 60,
}
FIRST_TYPES = [
    each for each in SYSTEM_TYPES if each["id"] == PERCENT_APPROVED or "Percent" not in each["name"]
]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path):
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/old.db"
    url = request.getfixturevalue("postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS old WITH (FORCE)")
        connection.execute("CREATE DATABASE old")
    return f"{url.rpartition('/')[0]}/old"


@pytest.fixture
def old_database(empty_database, monkeypatch):
    """Returns the URL of a database of a revision, in which rows can be inserted."""

    @contextmanager
    def create(revision):
        url = empty_database
        database = Database(url, threads=1)
        with database.begin_write() as connection, monkeypatch.context() as patch:
            patch.setattr(run, "NEWEST", revision)
            run.upgrade(connection, None)
            # What the program of the first revision inserted.
            connection.execute(insert(installation), {"id": 1, "token_secret": "s"})
            connection.execute(insert(qualification_types), FIRST_TYPES)
            yield url, connection
        database.close()

    return create


def read_system_types(url):
    database = Database(url, threads=1)
    prepare_schema(database)
    columns = [each for each in qualification_types.c if each.name != "serial"]
    with database.begin_read() as connection:
        rows = connection.execute(select(*columns).order_by(qualification_types.c.id)).all()
    database.close()
    return rows


def test_the_system_types_are_those_of_a_new_database(tmp_path, old_database):
    with old_database("0005") as (url, _):
        pass
    assert read_system_types(url) == read_system_types(f"sqlite:///{tmp_path}/new.db")


def test_a_hit_of_a_layout_made_before_gets_its_question(old_database):
    with old_database("0006") as (url, connection):
        connection.execute(insert(hit_types), TYPE)
        connection.execute(insert(hits), HIT)
    market = Market(url)
    question = market("GetHIT", HITId="3HIT")["HIT"]["Question"]
    market.service.close()
    assert "Layout 3LAYOUT" in question


def test_work_that_was_paid_before_keeps_its_reward(old_database):
    with old_database("0008") as (url, connection):
        connection.execute(insert(hit_types), TYPE)
        connection.execute(insert(hits), HIT)
        connection.execute(insert(assignments), DONE)
    market = Market(url)
    with market.service.database.begin_read() as connection:
        assert connection.execute(select(assignments.c.reward_cents)).scalar() == 50
        assert connection.execute(select(hits.c.status_since)).scalar() == NOON
    market.service.close()


def test_people_who_came_before_are_the_same_and_can_be_recruited(old_database):
    with old_database("0014") as (url, connection):
        person = {"id": "AWORKER", "name": "Ann", "made": NOON, "last_seen": NOON}
        connection.execute(insert(people), {**person, "auto_accept": True, "epoch": 0})
        connection.execute(insert(hit_types), TYPE)
        connection.execute(insert(hits), HIT)
        connection.execute(insert(assignments), {**DONE, "reward_cents": 50})
    market = Market(url)
    with market.service.begin_read(ME) as transaction:
        [known] = list_people(transaction, "")
        owed = find_owed(transaction, ["AWORKER"])
    link = Links(market.service).add(ME, LinkSettings(name="Class", preset="class"))
    market.service.close()
    assert (known.id, known.tasks, owed) == ("AWORKER", 1, {"AWORKER": 50})
    assert link.most_tasks is None


@pytest.mark.parametrize(
    ("annotation", "batch_id"),
    [
        (None, "3TYPE"),
        ("mine", "3TYPE"),
        ("BatchId:17;OriginalHitTemplateId:5;", "3TYPE-17"),
        ("BatchId:17", "3TYPE-17"),
        ("BatchId:1/7;", "3TYPE"),
    ],
)
def test_work_that_was_done_before_is_in_its_batch(old_database, annotation, batch_id):
    with old_database("0015") as (url, connection):
        connection.execute(insert(hit_types), TYPE)
        connection.execute(insert(hits), {**HIT, "annotation": annotation})
        connection.execute(insert(assignments), DONE)
    market = Market(url)
    with market.service.database.begin_read() as connection:
        assert connection.execute(select(assignments.c.batch_id)).scalar() == batch_id
    market.service.close()
