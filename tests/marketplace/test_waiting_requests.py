"""Requests that wait and types with their numbers, as the desk reads and decides them."""

from support.kills import run_killed
from support.market import ME, OTHER

from adapter.marketplace.batch_drafts import Draft, add_draft, change_draft, find_draft
from adapter.marketplace.qualifications.overview import (
    find_own_summary,
    list_holders,
    list_own_types,
)
from adapter.marketplace.waiting_requests import (
    Decision,
    count_waiting,
    decide_requests,
    find_waiting,
    list_waiting,
)
from adapter.marketplace.workers import Worker


def add_type(market, name, account=ME):
    made = market(
        "CreateQualificationType",
        account,
        Name=name,
        Description="d",
        QualificationTypeStatus="Active",
    )
    return made["QualificationType"]["QualificationTypeId"]


def ask(market, type_id, *workers):
    made = [Worker(market.service, each).request_qualification(type_id) for each in workers]
    return [each["QualificationRequestId"] for each in made]


def read(market, handle, *arguments, account=ME):
    return market.service.read(account, lambda transaction: handle(transaction, *arguments))


def test_requests_are_listed_by_type_and_page_and_account(market):
    owls, birds = add_type(market, "Owls"), add_type(market, "Birds")
    ids = ask(market, owls, "AONE", "ATWO", "ATHREE")
    ask(market, birds, "AONE")
    ask(market, add_type(market, "Owls", OTHER), "AONE")
    assert [each.id for each in read(market, list_waiting, owls, 1, 1)] == ids[1:2]
    assert len(read(market, list_waiting, None, 0, 10)) == 4
    assert [(each.name, each.waiting) for each in read(market, count_waiting)] == [
        ("Birds", 1),
        ("Owls", 3),
    ]
    assert read(market, find_waiting, ids, account=OTHER) == []


def test_what_was_decided_is_refused_and_the_rest_goes_on(market):
    owls = add_type(market, "Owls")
    ids = ask(market, owls, "AONE", "ATWO", "ATHREE")
    market("RejectQualificationRequest", QualificationRequestId=ids[0])
    [other] = ask(market, add_type(market, "Owls", OTHER), "AONE")
    decisions = [
        Decision(ids[0], 5),
        Decision(other, 5),
        Decision(ids[1], 5),
        Decision(ids[2], None),
    ]
    decided = decide_requests(market.service, ME, decisions, "Sorry")
    assert decided.done == (ids[1], ids[2])
    assert [request_id for request_id, _ in decided.refused] == [ids[0], other]
    assert [
        (each.worker_id, each.value) for each in read(market, list_holders, owls, "", 0, 9)
    ] == [("ATWO", 5)]


def test_many_are_decided_all_or_none(market):
    owls = add_type(market, "Owls")
    ids = ask(market, owls, "AONE", "ATWO")

    def look():
        return read(market, find_own_summary, owls).waiting, market("ListQualificationRequests")[
            "NumResults"
        ]

    code = 'decide_requests(market, "AKIDME", [Decision(each, 1) for each in ids])'
    before, after = run_killed(market, look, code, ids=ids)
    assert len(before) > 5
    assert set(before) == {(2, 2)}
    assert after == (0, 0)


def test_types_have_the_numbers_of_workers_and_requests(market):
    owls, birds = add_type(market, "Tawny owls"), add_type(market, "Birds")
    ask(market, owls, "AONE")
    for worker, value in (("ATWO", 2), ("ATHREE", 3)):
        given = {"QualificationTypeId": owls, "WorkerId": worker, "IntegerValue": value}
        market("AssociateQualificationWithWorker", **given)
    gone = {"QualificationTypeId": owls, "WorkerId": "ATWO"}
    market("DisassociateQualificationFromWorker", **gone)
    add_type(market, "Of another", OTHER)
    found = read(market, list_own_types, "", 0, 9)
    assert [(each.id, each.holders, each.waiting) for each in found] == [
        (birds, 0, 0),
        (owls, 1, 1),
    ]
    assert [each.id for each in read(market, list_own_types, "OWL", 0, 9)] == [owls]
    assert [each.worker_id for each in read(market, list_holders, owls, "AT", 0, 9)] == ["ATHREE"]
    assert read(market, list_holders, owls, "", 0, 9, account=OTHER) == []
    assert read(market, find_own_summary, owls, account=OTHER) is None


def test_a_draft_is_kept_changed_and_found_by_its_account_alone(market):
    with market.service.begin_write(ME) as transaction:
        draft_id = add_draft(transaction, Draft({"title": "T"}, None, "<p>", "p.html"))
        change_draft(transaction, draft_id, Draft({"title": "U"}, "3LAYOUT", csv="a", csv_name="c"))
    with market.service.begin_write(OTHER) as transaction:
        change_draft(transaction, draft_id, Draft({}))
    assert read(market, find_draft, draft_id) == Draft(
        {"title": "U"}, "3LAYOUT", csv="a", csv_name="c"
    )
    assert read(market, find_draft, draft_id, account=OTHER) is None
