"""Several calls of one operation in one REST request, as Amazon's Perl SDK sends them."""

from urllib.parse import urlencode

import pytest
from support.serving import SECRET, service
from support.work import QUESTION

from adapter.auth.legacy.signature import build_service_text, build_v1_text, sign
from adapter.errors import ProtocolError
from adapter.legacy_api.batch import MAX_CALLS, split_calls
from adapter.model import HttpRequest
from adapter.upstream.marketplace import MarketplaceUpstreams

HIT = {
    "Title": "Copy",
    "Description": "D",
    "Reward.1.Amount": "0.10",
    "AssignmentDurationInSeconds": "3600",
    "LifetimeInSeconds": "3600",
    "Question": QUESTION,
}


def shared(operation, **parameters):
    return {f"{operation}.Shared.{name}": text for name, text in parameters.items()}


def results(root):
    """What stands behind OperationRequest: the texts of the HIT's ids, or the problem's code."""
    return [
        [each.text for each in result if each.tag == "HITId"]
        or [each.text for each in result.iter("Code")]
        for result in root[1:]
    ]


def test_each_call_has_a_result_in_order_and_a_failure_stands_in_its_place(legacy):
    ids = [legacy("CreateHIT", **HIT).findtext("HIT/HITId") for _ in range(2)]
    root = legacy(
        "GetHIT",
        **{"GetHIT.10.HITId": ids[1], "GetHIT.1.HITId": ids[0], "GetHIT.2.HITId": "NOTHERE"},
    )
    assert root.tag == "GetHITResponse"
    assert [each.tag for each in root] == ["OperationRequest", "HIT", "HIT", "HIT"]
    gone = "AWS.MechanicalTurk.HITDoesNotExist"
    assert results(root) == [[ids[0]], [gone], [ids[1]]]
    assert [each.text for each in root.iter("IsValid")] == ["True", "False", "True"]


def test_shared_parameters_belong_to_every_call(legacy):
    root = legacy("CreateHIT", **HIT, **{"CreateHIT.1.Title": "One", "CreateHIT.2.Keywords": "two"})
    ids = [hit.findtext("HITId") for hit in root.iter("HIT")]
    assert len(set(ids)) == 2
    groups = shared("GetHIT", **{"ResponseGroup.1": "HITDetail"})
    numbered = {f"GetHIT.{n}.HITId": hit_id for n, hit_id in enumerate(ids)}
    hits = list(legacy("GetHIT", **groups, **numbered).iter("HIT"))
    assert [hit.findtext("Title") for hit in hits] == ["One", "Copy"]
    assert [hit.findtext("Keywords") for hit in hits] == [None, "two"]
    assert [hit.findtext("Question") for hit in hits] == [None, None]


def test_one_numbered_call_is_answered_as_a_call_alone(legacy):
    hit_id = legacy("CreateHIT", **HIT).findtext("HIT/HITId")
    assert results(legacy("GetHIT", **{"GetHIT.1.HITId": hit_id})) == [[hit_id]]


def test_missing_parameters_are_those_of_the_call_that_lacks_them(legacy):
    hit_id = legacy("CreateHIT", **HIT).findtext("HIT/HITId")
    root = legacy("GetHIT", **{"GetHIT.1.HITId": hit_id, "GetHIT.2.ResponseGroup": "Minimal"})
    assert results(root) == [[hit_id], ["AWS.MissingParameters"]]


@pytest.mark.parametrize("mark", [{}, {"SignatureVersion": "1"}])
def test_the_request_is_signed_once(market, mark):
    call = {
        "Operation": "GetHIT",
        "AWSAccessKeyId": "LEGACYTESTKEY",
        "Timestamp": market.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        **mark,
        "GetHIT.1.HITId": "A",
        "GetHIT.2.HITId": "B",
    }
    text = (
        build_v1_text(tuple(call.items()))
        if mark
        else build_service_text("GetHIT", call["Timestamp"])
    )
    verifying = service(MarketplaceUpstreams(market.service), clock=market.clock)
    for signature, refused in ((sign(SECRET, text), False), ("AAAA", True)):
        query = urlencode({**call, "Signature": signature}).encode()
        answer = verifying.answer(HttpRequest("GET", "127.0.0.1", "/", query, {}, b"")).response
        assert (b"AWS.BadClaimsSupplied" in answer.body) is refused
        assert (answer.body.count(b"HITDoesNotExist") == 2) is not refused


def test_there_is_a_ceiling_of_calls_and_of_parameters_in_all_of_them():
    most = tuple((f"GetHIT.{n}.HITId", "A") for n in range(MAX_CALLS))
    assert len(split_calls("GetHIT", most)) == MAX_CALLS
    with pytest.raises(ProtocolError, match="has 101 calls of GetHIT; send at most 100"):
        split_calls("GetHIT", (*most, ("GetHIT.100.HITId", "A")))
    with pytest.raises(ProtocolError, match="parameters in 100 calls; at most 5000 are read"):
        split_calls("GetHIT", (*most, *[(f"X{n}", "x") for n in range(100)]))


@pytest.mark.parametrize(
    "name", ["GetHIT.1", "GetHIT.1.", "GetHIT.x.HITId", "GetHIT.\u0661.HITId", "GetHITs.1.HITId"]
)
def test_other_names_belong_to_the_only_call(name):
    assert split_calls("GetHIT", ((name, "A"),)) == (((name, "A"),),)
