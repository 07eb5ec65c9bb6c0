"""A process that is killed in the middle of what a person does leaves it done, or not begun."""

from dataclasses import asdict

import pytest
from support.documents import KEY, TEST, answers, form, question, upload
from support.kills import run_killed
from support.market import ME
from support.personal_data import TRACES, bring, find_traces, read_rows
from support.work import ANSWERS, accept, make, money, shown

from adapter.marketplace.invitations import list_invitations
from adapter.marketplace.people import People, list_people
from adapter.marketplace.uploads import UploadedFile
from adapter.marketplace.workers import Worker

ON_OFFER, IN_WORK = ("Assignable", 1, 0, 0), ("Unassignable", 0, 1, 0)
HELD = ("9999.40", "0.60")


@pytest.fixture
def worker(market):
    return Worker(market.service, "AWORKER")


@pytest.fixture
def tested(market):
    """A qualification type whose test is scored at once."""
    given = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}
    test = {"Test": TEST, "TestDurationInSeconds": 60, "AnswerKey": KEY}
    answer = market("CreateQualificationType", **given, **test)
    return answer["QualificationType"]["QualificationTypeId"]


@pytest.mark.parametrize(
    "code",
    [
        'Worker(market, "AWORKER").accept_next(group)',
        'Worker(market, "AWORKER").accept_next(group, wanted=hit)',
    ],
)
def test_a_hit_is_accepted_or_not(market, worker, code):
    hit_id = make(market)
    group = market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]

    def look():
        return shown(market, hit_id), len(worker.list_queue()), money(market)

    before, after = run_killed(market, look, code, group=group, hit=hit_id)
    assert len(before) > 10
    assert set(before) == {(ON_OFFER, 0, HELD)}
    assert after == (IN_WORK, 1, HELD)


@pytest.mark.parametrize(
    "code",
    [
        'Worker(market, "AWORKER").submit(assignment, answers)',
        "submit_by_id(market, assignment, answers)",
    ],
)
def test_work_is_submitted_with_its_answers_or_not(market, worker, code):
    assignment_id = accept(market, make(market))

    def look():
        work = worker.find_work(assignment_id)
        found = market("ListAssignmentsForHIT", HITId=work.hit_id)["Assignments"]
        return work.status, [each["Answer"] for each in found], money(market)

    before, after = run_killed(market, look, code, assignment=assignment_id, answers=ANSWERS)
    assert len(before) > 5
    assert all(each == ("Accepted", [], HELD) for each in before)
    assert after == ("Submitted", [ANSWERS], HELD)


def test_an_assignment_is_returned_or_not(market):
    hit_id = make(market)
    assignment_id = accept(market, hit_id)

    def look():
        return shown(market, hit_id)

    code = 'Worker(market, "AWORKER").return_assignment(assignment)'
    before, after = run_killed(market, look, code, assignment=assignment_id)
    assert len(before) > 5
    assert set(before) == {IN_WORK}
    assert after == ON_OFFER


def test_a_qualification_is_requested_or_not(market, worker):
    given = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}
    type_id = market("CreateQualificationType", **given)["QualificationType"]["QualificationTypeId"]

    def look():
        return market("ListQualificationRequests")["NumResults"], len(
            worker.list_pending_requests()
        )

    code = 'Worker(market, "AWORKER").request_qualification(type_id)'
    before, after = run_killed(market, look, code, type_id=type_id)
    assert len(before) > 5
    assert set(before) == {(0, 0)}
    assert after == (1, 1)


def test_a_test_is_begun_or_not(market, worker, tested):
    def look():
        return worker.find_test(tested) is not None

    code = 'Worker(market, "AWORKER").begin_test(type_id)'
    before, after = run_killed(market, look, code, type_id=tested)
    assert len(before) > 5
    assert set(before) == {False}
    assert after


def test_a_test_is_answered_and_scored_or_goes_on(market, worker, tested):
    worker.begin_test(tested)

    def look():
        held = [each.value for each in worker.list_qualifications()]
        return worker.find_test(tested) is not None, held

    code = 'Worker(market, "AWORKER").request_qualification(type_id, answers)'
    before, after = run_killed(market, look, code, type_id=tested, answers=answers("blue"))
    assert len(before) > 5
    assert all(each == (True, []) for each in before)
    assert after == (False, [10])


def test_a_file_takes_the_place_of_another_or_does_not(market, worker):
    assignment_id = accept(market, make(market, Question=form(question(upload(1, 1000)))))
    worker.save_upload(assignment_id, "q", UploadedFile("old.png", b"old"))

    def look():
        return {name: file.name for name, file in worker.list_uploads(assignment_id).items()}

    code = 'Worker(market, "AWORKER").save_upload(assignment, "q", UploadedFile("new.png", b"new"))'
    before, after = run_killed(market, look, code, assignment=assignment_id)
    assert len(before) > 5
    assert all(each == {"q": "old.png"} for each in before)
    assert after == {"q": "new.png"}


def test_a_person_is_recorded_or_not(market):
    def look():
        found = People(market.service).find("AWORKER")
        return found and found.name

    before, after = run_killed(market, look, 'People(market).sign_in("AWORKER", "Ann")')
    assert len(before) > 1
    assert set(before) == {None}
    assert after == "Ann"


def test_a_profile_is_saved_whole_or_not(market):
    first = People(market.service).sign_in("AWORKER", "Ann")
    values = {"name": "Anna", "contact": "at the desk", "auto_accept": False}

    def look():
        return People(market.service).find("AWORKER")

    code = 'People(market).change("AWORKER", **values)'
    before, after = run_killed(market, look, code, values=values)
    assert before
    assert all(each == first for each in before)
    assert asdict(after) == {**asdict(first), **values}


def test_a_batch_is_posted_whole_or_not(market):
    properties = {
        "Title": "Name the bird",
        "Description": "Look at a picture.",
        "Reward": "0.05",
        "AssignmentDurationInSeconds": 600,
        "LifetimeInSeconds": 3600,
    }

    def look():
        return market("ListHITs", ME)["NumResults"], money(market)

    code = """
table = read_rows("a\\n1\\n2\\n", "<p>${a}")
post_batch(market, "AKIDME", Batch("<p>${a}", table, "birds", 0, properties))
"""
    before, after = run_killed(market, look, code, properties=properties)
    assert len(before) > 10
    assert set(before) == {(0, ("10000.00", "0.00"))}
    assert after == (2, ("9999.88", "0.12"))


def test_a_person_is_stopped_before_their_work_is_returned(market, worker):
    People(market.service).sign_in("AWORKER")
    hit_id = make(market)
    accept(market, hit_id)

    def look():
        return People(market.service).find("AWORKER").stopped is not None, shown(market, hit_id)

    before, after = run_killed(market, look, 'People(market).stop("AWORKER")')
    assert len(before) > 5
    assert set(before) == {(False, IN_WORK), (True, IN_WORK)}
    assert after == (True, ON_OFFER)


def test_a_person_is_forgotten_whole_or_not(market):
    worker_id, _ = bring(market)

    def look():
        return find_traces(read_rows(market))

    code = "People(market).forget(worker)"
    before, after = run_killed(market, look, code, worker=worker_id)
    assert len(before) > 10
    assert all(each in (list(TRACES), []) for each in before)
    assert after == []


def test_the_database_can_be_read_whenever_its_files_are_written_anew(market):
    worker_id, _ = bring(market)
    People(market.service).forget(worker_id)

    def look():
        return People(market.service).find(worker_id).forgotten

    before, after = run_killed(market, look, "market.database.erase_deleted()")
    assert before
    assert set(before) == {after}


def test_a_table_of_people_is_imported_whole_or_not(market):
    def look():
        with market.service.begin_read(ME) as transaction:
            return len(list_people(transaction)), len(list_invitations(transaction))

    code = 'import_people(market, "AKIDME", read_table(text))'
    before, after = run_killed(market, look, code, text="name\nAna\nBea\n")
    assert len(before) > 5
    assert set(before) == {(0, 0)}
    assert after == (2, 2)
