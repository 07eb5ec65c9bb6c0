import pytest

from adapter.errors import (
    AuthenticationError,
    DeniedError,
    FrontError,
    OperationError,
    Problem,
    RefusedError,
    ThrottledError,
    UnavailableError,
    UnmatchedError,
)
from adapter.legacy_api.faults import build_fault
from adapter.model import Place

PROBLEM = Problem("Code", "message")


@pytest.mark.parametrize(
    ("error", "place", "status", "code"),
    [
        (FrontError(PROBLEM, 404), Place.ROOT, 404, "Code"),
        (ThrottledError("busy"), Place.ROOT, 503, "ServiceUnavailable"),
        (AuthenticationError([PROBLEM]), Place.REQUEST, 200, "Code"),
        (DeniedError("no"), Place.REQUEST, 200, "AWS.NotAuthorized"),
        (OperationError([PROBLEM]), Place.RESULT, 200, "Code"),
        (RefusedError("Turk.Code", "no"), Place.RESULT, 200, "Turk.Code"),
        (UnavailableError("gone"), Place.RESULT, 200, "AWS.ServiceUnavailable"),
        (UnmatchedError("asked", "columns"), Place.RESULT, 200, "Adapter.NotRecorded"),
    ],
)
def test_every_error_has_its_place_status_and_code(error, place, status, code):
    fault = build_fault(error, "Op", "OpResult")
    assert (fault.place, fault.status, fault.problems[0].code) == (place, status, code)


def test_a_refusal_passes_in_the_upstreams_own_words():
    fault = build_fault(RefusedError("AWS.MechanicalTurk.X", "words (123)"), "Op", "OpResult")
    assert fault.problems == (Problem("AWS.MechanicalTurk.X", "words (123)"),)
    assert (fault.operation, fault.element) == ("Op", "OpResult")
