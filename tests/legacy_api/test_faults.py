import pytest

from adapter.errors import (
    AuthenticationError,
    DeniedError,
    OperationError,
    Problem,
    ProtocolError,
    RefusedError,
    ThrottledError,
    UnavailableError,
    UnmatchedError,
)
from adapter.legacy_api.faults import build_fault
from adapter.model import FaultPlace

PROBLEM = Problem("Code", "message")


@pytest.mark.parametrize(
    ("error", "place", "status", "code"),
    [
        (ProtocolError(PROBLEM, 404), FaultPlace.ROOT, 404, "Code"),
        (ThrottledError("busy"), FaultPlace.ROOT, 503, "ServiceUnavailable"),
        (AuthenticationError([PROBLEM]), FaultPlace.REQUEST, 200, "Code"),
        (DeniedError("no"), FaultPlace.REQUEST, 200, "AWS.NotAuthorized"),
        (OperationError([PROBLEM]), FaultPlace.RESULT, 200, "Code"),
        (RefusedError("Turk.Code", "no"), FaultPlace.RESULT, 200, "Turk.Code"),
        (UnavailableError("gone"), FaultPlace.RESULT, 200, "AWS.ServiceUnavailable"),
        (UnmatchedError("asked", "columns"), FaultPlace.RESULT, 200, "Adapter.NotRecorded"),
    ],
)
def test_every_error_has_its_place_status_and_code(error, place, status, code):
    fault = build_fault(error, "Op", "OpResult")
    assert (fault.place, fault.status, fault.problems[0].code) == (place, status, code)


def test_a_refusal_passes_in_the_upstreams_own_words():
    fault = build_fault(RefusedError("AWS.MechanicalTurk.X", "words (123)"), "Op", "OpResult")
    assert fault.problems == (Problem("AWS.MechanicalTurk.X", "words (123)"),)
    assert (fault.operation, fault.element) == ("Op", "OpResult")
