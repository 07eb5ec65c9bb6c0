"""Every case under fixtures/, step by step, so that a red test names the step that moved."""

import pytest
from support.backends import session
from support.checking import check, groups

from adapter.auth.accounts import Accounts
from adapter.auth.legacy.verify import authenticate
from adapter.errors import AuthenticationError, OperationError, UpstreamError
from adapter.legacy_api.faults import build_fault
from adapter.legacy_api.wires import find_wire
from adapter.mapping.catalogue import load
from adapter.model import CheckedCall, Reply
from adapter.recordings.folder import find_problems, load_cases
from adapter.settings.resources import find_data_folder
from adapter.translation.compose import compose, compose_echo
from adapter.translation.converse import converse
from adapter.translation.drive import drive
from adapter.upstream.replay import StrictReplay

CATALOGUE = load(find_data_folder("mappings"))
CASES = load_cases(find_data_folder("fixtures"))


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request):
    return request.param


def outcomes(case, envelope):
    """What every use in a case comes to, its calls played strictly in order."""
    replay = StrictReplay(case)
    found = [outcome(call, replay, case.context) for call in envelope.calls]
    replay.finish()
    return found


def outcome(call, replay, context):
    mapping = CATALOGUE.find(call.operation)
    values = {}
    try:
        values = check(call, mapping)
        scope = drive(
            converse(mapping, CheckedCall(values, context, CATALOGUE.descriptions)), session(replay)
        )
        asked = groups(call, mapping)
        members = compose(scope, mapping.response, CATALOGUE.shapes, asked)
    except (OperationError, UpstreamError) as error:
        return build_fault(error, mapping.operation, mapping.response.element, values)
    echoed = compose_echo(call, mapping) if "Request" in asked else ()
    return Reply(mapping.operation, mapping.response.element, members, echoed)


def test_the_request_is_read_as_the_operation_of_its_folder(case):
    envelope = find_wire(case.request).read(case.request)
    assert CATALOGUE.find(envelope.operation).operation == case.operation


def test_the_calls_agree_with_the_current_api(case):
    assert find_problems(case) == ()


def test_the_calls_and_the_answer_are_the_recorded_ones(case):
    wire = find_wire(case.request)
    envelope = wire.read(case.request)
    response, _ = wire.write(outcomes(case, envelope), envelope, case.context)
    assert response == case.response


def test_nothing_that_could_be_a_key_stands_in_it(case):
    claims = find_wire(case.request).read(case.request).claims
    assert claims.access_key_id == "REDACTED"
    with pytest.raises(AuthenticationError):
        authenticate(Accounts({}), claims, case.context.now)
