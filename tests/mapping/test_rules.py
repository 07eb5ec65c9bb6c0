"""What holds of every mapping, one rule a test."""

import pytest

from adapter.current_api import model as current
from adapter.explain import explain
from adapter.legacy_api.wires import find_wire
from adapter.mapping.catalogue import load
from adapter.mapping.lint import lint
from adapter.mapping.lint.requests import PAYING
from adapter.mapping.schema import ComputedValue, TranslatedOperation
from adapter.recordings.folder import load_cases
from adapter.settings.resources import find_data_folder
from adapter.translation.handlers import HANDLERS

CATALOGUE = load(find_data_folder("mappings"))
CASES = load_cases(find_data_folder("fixtures"))
FAN_OUTS = {
    name
    for name, mapping in CATALOGUE.mappings.items()
    if isinstance(mapping, TranslatedOperation)
    and len({call.id for call in mapping.calls if not call.optional}) > 1
}

LEGACY = [
    "ApproveAssignment",
    "ApproveRejectedAssignment",
    "AssignQualification",
    "BlockWorker",
    "ChangeHITTypeOfHIT",
    "CreateHIT",
    "CreateQualificationType",
    "DisableHIT",
    "DisposeHIT",
    "DisposeQualificationType",
    "ExtendHIT",
    "ForceExpireHIT",
    "GetAccountBalance",
    "GetAssignment",
    "GetAssignmentsForHIT",
    "GetBlockedWorkers",
    "GetBonusPayments",
    "GetFileUploadURL",
    "GetHIT",
    "GetHITsForQualificationType",
    "GetQualificationRequests",
    "GetQualificationScore",
    "GetQualificationType",
    "GetQualificationsForQualificationType",
    "GetRequesterStatistic",
    "GetRequesterWorkerStatistic",
    "GetReviewResultsForHIT",
    "GetReviewableHITs",
    "GrantBonus",
    "GrantQualification",
    "Help",
    "NotifyWorkers",
    "RegisterHITType",
    "RejectAssignment",
    "RejectQualificationRequest",
    "RevokeQualification",
    "SearchHITs",
    "SearchQualificationTypes",
    "SendTestEventNotification",
    "SetHITAsReviewing",
    "SetHITTypeNotification",
    "UnblockWorker",
    "UpdateQualificationScore",
    "UpdateQualificationType",
]


@pytest.fixture(params=sorted(CATALOGUE.mappings))
def mapping(request):
    return CATALOGUE.mappings[request.param]


def test_all_44_operations_are_carried():
    assert sorted(CATALOGUE.mappings) == sorted(LEGACY)


def test_nothing_contradicts_the_current_api():
    assert [str(each) for each in lint(CATALOGUE, current.load(), HANDLERS)] == []


def test_every_current_operation_is_used():
    used = {name for mapping in CATALOGUE.mappings.values() for name in mapping.current}
    assert used == set(current.load().operations)


def test_it_has_a_case_of_success_and_one_of_refusal(mapping):
    refused = {
        b"<Errors>" in case.response.body for case in CASES if case.operation == mapping.operation
    }
    assert refused == {True, False}


def test_its_cases_can_be_explained_unless_they_are_refused(mapping):
    for case in CASES:
        if case.operation == mapping.operation and b"<Errors>" not in case.response.body:
            explained = explain(find_wire(case.request).read(case.request).calls[0], CATALOGUE)
            compile("\n".join(explained.python), case.name, "exec")


@pytest.mark.parametrize("name", [each for each, m in CATALOGUE.mappings.items() if m.page])
def test_a_list_is_given_in_pages_with_its_counts(name):
    names = [member.name for member in CATALOGUE.mappings[name].response.members]
    assert sorted(names[:3]) == ["NumResults", "PageNumber", "TotalNumResults"]


def test_what_pays_carries_a_token_of_ours_or_the_callers(mapping):
    calls = mapping.calls if isinstance(mapping, TranslatedOperation) else ()
    for call in calls:
        if call.operation in PAYING:
            token = call.params["UniqueRequestToken"]
            assert isinstance(token, ComputedValue)
            assert token.sources == ("request.UniqueRequestToken", "context.request_id")
            assert "already-processed" in call.done_if_refused.codes


@pytest.mark.parametrize("name", sorted(FAN_OUTS))
def test_a_fan_out_has_a_case_where_a_later_call_fails(name):
    failed = [
        case
        for case in CASES
        if case.operation == name and len(case.calls) > 1 and b"<Errors>" in case.response.body
    ]
    assert failed
