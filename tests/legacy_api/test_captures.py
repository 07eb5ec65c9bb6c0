"""What real clients sent, byte for byte, is read right and its signature verified."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from adapter.auth.legacy import signature
from adapter.legacy_api.wires import WIRES, find_wire
from adapter.model import HttpRequest

SECRET = "test-only/+secret="
COMMON = {
    "Service",
    "Operation",
    "Action",
    "Version",
    "AWSAccessKeyId",
    "Timestamp",
    "Signature",
    "SignatureVersion",
}
NAMESPACE = "http://requester.mturk.amazonaws.com/doc/2014-08-15"
PARAMETER = re.compile(r"[A-Z][A-Za-z]+(\.[0-9]+)?(\.[A-Z][A-Za-z]+(\.[0-9]+)?)*")
FOLDER = Path(__file__).parents[1] / "captures"


def recorded(transport):
    return [
        pytest.param(record, id=f"{file.stem}-{record['n']}-{record['operation']}")
        for file in sorted(FOLDER.glob("*.jsonl"))
        for record in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if record["transport"] == transport
    ]


def request(record):
    headers = {name.lower(): text for name, text in record["headers"]}
    return HttpRequest(
        method=record["method"],
        host=headers["host"],
        path=record["path"],
        query=record["query"].encode(),
        headers=headers,
        body=record["body"].encode(),
    )


@pytest.mark.parametrize("record", recorded("REST"))
def test_a_rest_call_is_read_as_it_was_meant(record):
    http = request(record)
    assert find_wire(http) is WIRES["query"]
    envelope = find_wire(http).read(http)
    expected = tuple((name, text) for name, text in record["params"] if name not in COMMON)
    assert envelope.operation == record["operation"]
    assert envelope.calls[0].parameters == expected
    assert envelope.claims.access_key_id == "LEGACYTESTKEY"


@pytest.mark.parametrize("record", recorded("REST") + recorded("SOAP"))
def test_a_signature_holds_unless_it_was_wrong_on_purpose(record):
    http = request(record)
    claims = find_wire(http).read(http).claims
    assert signature.is_valid(SECRET, claims) is (record["sig"] is not None)
    assert not signature.is_valid(SECRET + "x", claims)


@pytest.mark.parametrize("record", recorded("SOAP"))
def test_a_soap_call_is_read_as_it_was_meant(record):
    http = request(record)
    assert find_wire(http) is WIRES["soap"]
    envelope = find_wire(http).read(http)
    [call] = envelope.calls
    assert envelope.operation == call.operation == record["operation"]
    assert envelope.namespace == NAMESPACE
    assert envelope.claims.access_key_id == "LEGACYTESTKEY"
    assert tuple(in_request(record["body"])) == tuple(text for _, text in call.parameters)
    assert all(PARAMETER.fullmatch(name) for name, _ in call.parameters)


def in_request(body):
    """The text of every element without children in Request, in order."""
    request = etree.fromstring(body.encode()).find(f".//{{{NAMESPACE}}}Request")
    return (each.text or "" for each in request.iterdescendants() if len(each) == 0)


REWARD = ("0.05000000000000000277555756156289135105907917022705078125", "USD")


def test_a_soap_call_has_the_names_that_it_has_by_rest():
    [record] = (each.values[0] for each in recorded("SOAP") if each.values[0]["n"] == 21)
    [call] = WIRES["soap"].read(request(record)).calls
    assert call.parameters == (
        ("AutoApprovalDelayInSeconds", "3600"),
        ("AssignmentDurationInSeconds", "600"),
        ("Reward.1.Amount", REWARD[0]),
        ("Reward.1.CurrencyCode", REWARD[1]),
        ("Title", "T é"),
        ("Keywords", "k1, k2"),
        ("Description", "D"),
        ("QualificationRequirement.1.QualificationTypeId", "000000000000000000L0"),
        ("QualificationRequirement.1.Comparator", "GreaterThan"),
        ("QualificationRequirement.1.IntegerValue.1", "90"),
        ("QualificationRequirement.1.RequiredToPreview", "false"),
        ("QualificationRequirement.2.QualificationTypeId", "00000000000000000071"),
        ("QualificationRequirement.2.Comparator", "EqualTo"),
        ("QualificationRequirement.2.LocaleValue.1.Country", "US"),
        ("QualificationRequirement.2.RequiredToPreview", "true"),
    )


def test_every_client_was_captured():
    assert len(recorded("REST")) == 43 + 47 + 48 + 51
    assert len(recorded("SOAP")) == 55
