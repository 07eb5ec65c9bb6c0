"""An upstream's message in the caller's words."""

import pytest
from support.serving import CATALOGUE

from adapter.mapping.schema import TranslatedOperation
from adapter.translation.messages import find_legacy_names, use_legacy_names


def names(operation):
    return find_legacy_names(CATALOGUE.mappings[operation])


@pytest.mark.parametrize(
    ("operation", "message", "read"),
    [
        # Captured of the current API: aws-sdk-java 2055 and 1817.
        (
            "GetQualificationScore",
            'The value "bad id" is not valid for the parameter WorkerId.',
            'The value "bad id" is not valid for the parameter SubjectId.',
        ),
        (
            "ExtendHIT",
            "The value 11 is invalid for ExpireAt.",
            "The value 11 is invalid for ExpirationIncrementInSeconds.",
        ),
        (
            "CreateHIT",
            "QualificationRequirements[0].LocaleValues[11].Country is required",
            "QualificationRequirement.1.LocaleValue.12.Country is required",
        ),
        (
            "NotifyWorkers",
            'The value "WorkerIds" of WorkerIds',
            'The value "WorkerIds" of WorkerId',
        ),
        (
            "GetBlockedWorkers",
            "The upstream failed at ListWorkerBlocks.",
            "The upstream failed at GetBlockedWorkers.",
        ),
        ("BlockWorker", "WorkerId is invalid", "WorkerId is invalid"),
        ("GetHIT", "Values and WorkerIds", "Values and WorkerIds"),
        ("CreateHIT", 'Half a "value, IntegerValues', 'Half a "value, IntegerValue'),
    ],
)
def test_names_become_the_callers_and_values_stay(operation, message, read):
    assert use_legacy_names(message, names(operation)) == read


@pytest.mark.parametrize("operation", sorted(CATALOGUE.mappings))
def test_every_current_name_has_one_legacy_name(operation):
    mapping = CATALOGUE.mappings[operation]
    calls = mapping.calls if isinstance(mapping, TranslatedOperation) else ()
    sources = {(n, s) for call in calls for n, s in call.params.items() if isinstance(s, str)}
    of_request = {(n, s.removeprefix("request.")) for n, s in sources if s.startswith("request.")}
    for current, legacy in of_request:
        assert use_legacy_names(current, names(operation)) == legacy
