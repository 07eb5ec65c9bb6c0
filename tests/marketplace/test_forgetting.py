"""People who are forgotten: nothing says who they were, and their work and money stay."""

from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import make_url
from support.market import ME
from support.work import accept, make, money, shown, submit_work

from adapter.marketplace import RequestError
from adapter.marketplace.people import People
from adapter.marketplace.storage.tables import METADATA, arrivals, invitations, links, people
from adapter.marketplace.uploads import UploadedFile, save_upload
from adapter.marketplace.workers import Worker

WORKER = "AWORKER"
NAME, CONTACT, LABEL, PLATFORM_ID = "Zebulon Quux", "zq@example.test", "S77105", "5f3c0ffee0ddba11"
TRACES = (NAME, "Zebulon", "Quux", CONTACT, LABEL, PLATFORM_ID, "SESSION-0451", "cv-of-zq.pdf")


@pytest.fixture
def records(market):
    return People(market.service)


def bring(market, records, worker=WORKER):
    """Somebody of whom everything is kept, who did approved and paid work."""
    records.sign_in(worker, NAME)
    records.change(worker, name=NAME, contact=CONTACT, auto_accept=True)
    hit_id = make(market)
    assignment_id = submit_work(market, hit_id, worker)
    thanks = f"Thank you, {NAME.split(maxsplit=1)[0]}!"
    market("ApproveAssignment", AssignmentId=assignment_id, RequesterFeedback=thanks)
    bonus = {"WorkerId": worker, "AssignmentId": assignment_id, "BonusAmount": "0.10"}
    market("SendBonus", **bonus, Reason=f"Well done ({PLATFORM_ID})")
    letter = {"Subject": f"To {NAME}", "MessageText": f"Is {CONTACT} right?"}
    market("NotifyWorkers", **letter, WorkerIds=[worker])
    with market.service.begin_write(ME) as transaction:
        values = update(people).where(people.c.id == worker).values(label=LABEL, account=ME)
        transaction.execute(values)
        _add_ways_in(transaction, worker)
        file = UploadedFile("cv-of-zq.pdf", b"%PDF")
        save_upload(transaction, (assignment_id, worker), "cv", file)
    return assignment_id


def _add_ways_in(transaction, worker):
    if transaction.execute(select(links.c.id)).first() is None:
        link = {"id": "spring", "account": ME, "name": "Spring", "preset": "prolific"}
        kept = {"id_parameter": "PROLIFIC_PID", "kept_parameters": '["SESSION_ID"]', "codes": "{}"}
        transaction.execute(insert(links), {**link, **kept, "made": transaction.now})
    arrival = {"link_id": "spring", "external_id": PLATFORM_ID, "worker_id": worker}
    with_session = {"parameters": '{"SESSION_ID": "SESSION-0451"}', "came": transaction.now}
    transaction.execute(insert(arrivals), {**arrival, **with_session})
    personal = {"token_hash": f"00{worker}", "account": ME, "worker_id": worker, "grants": "{}"}
    transaction.execute(insert(invitations), {**personal, "used": 1, "made": transaction.now})


def read_all(market):
    """Every value of the database, as text."""
    with market.service.begin_read(ME) as transaction:
        rows = [
            row for table in METADATA.sorted_tables for row in transaction.execute(table.select())
        ]
    return "\n".join(str(tuple(row)) for row in rows)


def read_files(market):
    """The bytes of the database's files."""
    file = Path(make_url(market.url).database)
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def test_nothing_says_who_a_forgotten_person_was(market, records):
    bring(market, records)
    before = read_all(market)
    assert [each for each in TRACES if each not in before] == []
    records.forget(WORKER)
    after = read_all(market)
    assert [each for each in TRACES if each in after] == []
    found = records.find(WORKER)
    assert (found.name, found.contact, found.label) == (None, None, None)
    assert found.forgotten == market.clock.now


def test_work_and_money_of_a_forgotten_person_stay(market, records):
    assignment_id = bring(market, records)
    before = money(market)
    records.forget(WORKER)
    [work] = Worker(market.service, WORKER).list_submitted()
    assert (work.id, work.status, work.earned_cents) == (assignment_id, "Approved", 60)
    assert (work.feedback, work.bonuses) == (
        "Thank you, [deleted]!",
        ((10, "Well done ([deleted])"),),
    )
    assert money(market) == before
    with market.service.begin_read(ME) as transaction:
        assert transaction.execute(select(func.count(arrivals.c.serial))).scalar() == 1
        assert transaction.execute(select(func.count(invitations.c.serial))).scalar() == 0


def test_a_forgotten_persons_work_in_progress_is_returned(market, records):
    records.sign_in(WORKER)
    hit_id = make(market)
    accept(market, hit_id, WORKER)
    records.forget(WORKER)
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)


def test_what_was_written_to_others_stays(market, records):
    bring(market, records)
    bring(market, records, "AOTHER")
    records.forget(WORKER)
    assert records.find("AOTHER").name == NAME
    [work] = Worker(market.service, "AOTHER").list_submitted()
    assert work.feedback == "Thank you, Zebulon!"
    assert f"To {NAME}" in read_all(market)


def test_who_comes_again_is_a_person_without_a_name(market, records):
    bring(market, records)
    epoch = records.find(WORKER).epoch
    records.forget(WORKER)
    again = records.sign_in(WORKER, NAME)
    assert (again.name, again.forgotten, again.epoch) == (None, None, epoch + 1)


def test_a_stop_outlasts_being_forgotten(market, records):
    records.sign_in(WORKER, NAME)
    records.stop(WORKER)
    records.forget(WORKER)
    assert records.find(WORKER).stopped == market.clock.now


def test_who_never_signed_in_cannot_be_forgotten(records):
    with pytest.raises(RequestError, match="Worker ANOBODY does not exist"):
        records.forget("ANOBODY")


def test_those_who_were_long_not_here_are_listed_until_they_are_forgotten(market, records):
    records.sign_in("AOLD")
    market.clock.move(days=10)
    limit = market.clock.now
    records.sign_in("ANEW")
    assert records.list_unseen(limit) == ["AOLD"]
    records.forget("AOLD")
    assert records.list_unseen(limit) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_files_of_the_database_hold_no_copy(market, records):
    """SQLite copies rows between pages, so that there are more copies the more rows there are."""
    for number in range(40):
        bring(market, records, f"AFILL{number}")
    bring(market, records)
    before = read_files(market)
    assert [each for each in TRACES if each.encode() not in before] == []
    for number in range(40):
        records.forget(f"AFILL{number}")
    records.forget(WORKER)
    market.service.database.erase_deleted()
    after = read_files(market)
    assert [each for each in TRACES if each.encode() in after] == []


def test_the_marketplace_goes_on_after_its_files_were_written_anew(market, records):
    bring(market, records)
    records.forget(WORKER)
    market.service.database.erase_deleted()
    assert records.sign_in(WORKER).forgotten is None
    assert submit_work(market, make(market), WORKER)
