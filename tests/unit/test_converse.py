import pytest

from adapter.mapping.loader import load
from adapter.messages import ModernCall, Walk
from adapter.resources import folder
from adapter.translate.converse import converse

MAPPINGS = load(folder("mappings")).mappings


def ended(talk, answer):
    with pytest.raises(StopIteration) as end:
        talk.send(answer)
    return end.value.value


def test_a_listing_asks_for_one_walk_and_returns_its_page():
    values = {"SortProperty": "SubmitTime", "SortDirection": "Descending", "PageNumber": 1}
    talk = converse(MAPPINGS["GetQualificationRequests"], values | {"PageSize": 1})
    assert next(talk) == Walk(
        "ListQualificationRequests", {}, "QualificationRequests", "QualificationRequestId"
    )
    early, late = ({"QualificationRequestId": i, "SubmitTime": i} for i in (1, 2))
    scope = ended(talk, [early, late])
    assert list(scope["page"].items) == [late]
    assert scope["page"].total == 2


def test_a_new_score_is_only_given_to_a_worker_who_holds_one():
    values = {"QualificationTypeId": "T", "SubjectId": "A1", "IntegerValue": 7}
    talk = converse(MAPPINGS["UpdateQualificationScore"], values)
    who = {"QualificationTypeId": "T", "WorkerId": "A1"}
    assert next(talk) == ModernCall("GetQualificationScore", who)
    assigned = ModernCall("AssociateQualificationWithWorker",
                          who | {"IntegerValue": 7, "SendNotification": False})  # fmt: skip
    assert talk.send({"Qualification": {}}) == assigned
    assert "page" not in ended(talk, {})


def test_what_is_absent_is_not_sent():
    talk = converse(MAPPINGS["RejectQualificationRequest"], {"QualificationRequestId": "R"})
    assert next(talk) == ModernCall("RejectQualificationRequest", {"QualificationRequestId": "R"})
