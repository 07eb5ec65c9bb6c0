"""Invitations: who joins by them, what they grant, and when nobody joins any more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from support.kills import run_killed
from support.market import ME, NOON, OTHER

from adapter.marketplace import (
    InvitationClosedError,
    ParameterValidationError,
    PersonStoppedError,
    RequestError,
)
from adapter.marketplace.invitations import (
    Terms,
    find_invitation,
    has_joined,
    invite,
    join,
    list_invitations,
    stop_invitation,
)
from adapter.marketplace.link_tokens import generate_token
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def type_id(market):
    return create_type(market)


def create_type(market, account=ME):
    given = {"Name": "Owls", "Description": "D", "QualificationTypeStatus": "Active"}
    answer = market("CreateQualificationType", account, **given)
    return answer["QualificationType"]["QualificationTypeId"]


def create(market, *tokens, account=ME, **terms):
    with market.service.begin_write(account) as transaction:
        return invite(transaction, Terms(**terms), tokens or [TOKEN])


def stop(market, number, account=ME):
    with market.service.begin_write(account) as transaction:
        stop_invitation(transaction, number)


def read(market, account=ME, **page):
    with market.service.begin_read(account) as transaction:
        return list_invitations(transaction, **page)


def refused(market, form, **who):
    """Why nobody joins."""
    with pytest.raises(InvitationClosedError) as caught:
        join(market.service, TOKEN, form, **who)
    return caught.value.reason


def list_values(market, worker_id):
    return [each.value for each in Worker(market.service, worker_id).list_qualifications()]


def test_who_joins_is_a_new_worker_with_the_qualifications(market, type_id):
    create(market, grants={type_id: 80})
    ann = join(market.service, TOKEN, "form", name="Ann")
    assert (ann.name, ann.account) == ("Ann", ME)
    assert list_values(market, ann.id) == [80]
    score = market("GetQualificationScore", QualificationTypeId=type_id, WorkerId=ann.id)
    assert score["Qualification"]["GrantTime"] == NOON
    [invitation] = read(market)
    assert (invitation.used, invitation.terms.uses) == (1, 1)
    assert has_joined(market.service, invitation, ann.id)


def test_the_database_has_no_token(market):
    token = generate_token()
    assert int(token, 16) < 2**128
    create(market, token)
    with market.service.database.begin_read() as connection:
        [row] = connection.execute(text("SELECT * FROM invitations")).all()
    assert token not in str(row)
    assert find_invitation(market.service, token).account == ME
    assert find_invitation(market.service, row.token_hash) is None


def test_every_person_who_joins_is_another_worker(market):
    create(market, uses=2)
    first, second = (join(market.service, TOKEN, form).id for form in ("one", "two"))
    assert first != second
    assert refused(market, "three") == "used up"


def test_a_form_that_is_sent_twice_is_one_use(market, type_id):
    create(market, grants={type_id: 1})
    first = join(market.service, TOKEN, "form")
    assert join(market.service, TOKEN, "form") == first
    assert read(market)[0].used == 1


def test_a_form_of_somebody_else_is_no_way_in(market):
    create(market)
    People(market.service).sign_in("AANN")
    join(market.service, TOKEN, "form", worker_id="AANN")
    assert refused(market, "form") == "used up"
    assert refused(market, "form", worker_id="ABOB") == "used up"
    assert join(market.service, TOKEN, "form", worker_id="AANN").id == "AANN"


def test_an_invitation_ends_at_its_time(market):
    create(market, ends=NOON + timedelta(days=1), uses=None)
    join(market.service, TOKEN, "one")
    market.clock.move(days=1)
    assert refused(market, "two") == "ended"


def test_a_stopped_invitation_takes_nobody(market):
    [number] = create(market)
    stop(market, number)
    assert refused(market, "form") == "stopped"
    market.clock.move(days=1)
    stop(market, number)
    assert read(market)[0].stopped == NOON


def test_an_unknown_token_takes_nobody(market):
    create(market, "another")
    assert refused(market, "form") == "unknown"


def test_nobody_joins_where_a_qualification_is_gone(market, type_id):
    create(market, grants={type_id: 1})
    market("DeleteQualificationType", QualificationTypeId=type_id)
    assert refused(market, "form") == "without its qualifications"
    assert read(market)[0].used == 0


def test_who_is_signed_in_joins_as_they_are_and_once(market, type_id):
    People(market.service).sign_in("AANN", "Ann")
    create(market, grants={type_id: 5}, uses=2)
    assert join(market.service, TOKEN, "one", worker_id="AANN").name == "Ann"
    market("AssociateQualificationWithWorker", QualificationTypeId=type_id, WorkerId="AANN")
    join(market.service, TOKEN, "two", worker_id="AANN")
    assert list_values(market, "AANN") == [1]
    assert read(market)[0].used == 1


def test_a_personal_link_brings_its_person_back_by_any_browser(market, type_id):
    People(market.service).sign_in("AANN", "Ann")
    create(market, worker_id="AANN", uses=2, grants={type_id: 5})
    assert {join(market.service, TOKEN, form).id for form in ("one", "two")} == {"AANN"}
    assert refused(market, "three", worker_id="ABEA") == "used up"
    assert list_values(market, "AANN") == [5]


def test_a_personal_link_is_of_a_known_person_whom_no_other_brought(market):
    with pytest.raises(RequestError, match="Worker ANOBODY does not exist"):
        create(market, worker_id="ANOBODY")
    create(market, account=OTHER)
    theirs = join(market.service, TOKEN, "form")
    with pytest.raises(RequestError, match="not authorized"):
        create(market, "two", worker_id=theirs.id)


def test_a_personal_link_goes_when_its_person_is_forgotten(market):
    People(market.service).sign_in("AANN", "Ann")
    create(market, worker_id="AANN", uses=None)
    join(market.service, TOKEN, "form")
    People(market.service).forget("AANN")
    assert not read(market)
    assert refused(market, "another") == "unknown"


def test_a_stopped_person_does_not_come_in_and_uses_nothing(market):
    People(market.service).sign_in("AANN")
    People(market.service).stop("AANN")
    create(market, worker_id="AANN")
    with pytest.raises(PersonStoppedError):
        join(market.service, TOKEN, "form")
    assert read(market)[0].used == 0


@pytest.mark.parametrize("terms", [{"uses": 0}, {"grants": {"3NONE": 1}}])
def test_terms_that_cannot_be_kept_are_refused(market, terms):
    with pytest.raises((RequestError, ParameterValidationError)):
        create(market, **terms)
    assert not read(market)


def test_only_own_types_are_granted_and_own_invitations_stopped(market, type_id):
    with pytest.raises(RequestError, match="not authorized"):
        create(market, account=OTHER, grants={type_id: 1})
    [number] = create(market)
    with pytest.raises(RequestError, match="does not exist"):
        stop(market, number, OTHER)
    assert not read(market, OTHER)


def test_invitations_are_listed_by_page_the_newest_first(market):
    numbers = create(market, *(generate_token() for _ in range(3)))
    assert [each.id for each in read(market, most=2)] == [numbers[2], numbers[1]]
    assert [each.id for each in read(market, offset=2, most=2)] == [numbers[0]]


def test_of_many_browsers_at_once_as_many_join_as_may(market, type_id):
    create(market, uses=3, grants={type_id: 1})

    def try_once(number):
        try:
            return join(market.service, TOKEN, f"form {number}").id
        except InvitationClosedError as error:
            return error.reason

    with ThreadPoolExecutor(12) as threads:
        outcomes = list(threads.map(try_once, range(24)))
    assert outcomes.count("used up") == 21
    assert len(set(outcomes)) == 4
    assert read(market)[0].used == 3


def test_a_person_joins_whole_or_not_at_all(market, type_id):
    create(market, grants={type_id: 7})

    def look():
        [invitation] = read(market)
        holders = market("ListWorkersWithQualificationType", QualificationTypeId=type_id)
        with market.service.database.begin_read() as connection:
            [people] = connection.execute(text("SELECT count(*) FROM people")).scalars()
        return invitation.used, holders["NumResults"], people

    before, after = run_killed(market, look, 'join(market, token, "form")', token=TOKEN)
    assert len(before) > 8
    assert set(before) == {(0, 0, 0)}
    assert after == (1, 1, 1)


def test_invitations_are_made_and_stopped_whole_or_not_at_all(market):
    code = (
        'with market.begin_write("AKIDME") as transaction:\n'
        "    for number in invite(transaction, Terms(), ['one', 'two']):\n"
        "        stop_invitation(transaction, number)"
    )

    def look():
        return [each.stopped is not None for each in read(market)]

    before, after = run_killed(market, look, code)
    assert len(before) > 3
    assert all(each == [] for each in before)
    assert after == [True, True]
