"""What real clients sent, byte for byte, is read right and its signature verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapter.errors import FrontError
from adapter.messages import HttpRequest
from adapter.wire import WIRES, signature, wire_of

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
    assert wire_of(http) is WIRES["query"]
    envelope = wire_of(http).read(http)
    expected = tuple((name, text) for name, text in record["params"] if name not in COMMON)
    assert envelope.call.operation == record["operation"]
    assert envelope.call.parameters == expected
    assert envelope.claims.access_key_id == "LEGACYTESTKEY"


@pytest.mark.parametrize("record", recorded("REST"))
def test_a_rest_signature_holds_unless_it_was_wrong_on_purpose(record):
    http = request(record)
    claims = wire_of(http).read(http).claims
    assert signature.matches(SECRET, claims) is (record["sig"] is not None)
    assert not signature.matches(SECRET + "x", claims)


@pytest.mark.parametrize("record", recorded("SOAP"))
def test_a_soap_call_is_known_and_refused(record):
    http = request(record)
    assert wire_of(http) is WIRES["soap"]
    with pytest.raises(FrontError, match="does not carry SOAP yet"):
        wire_of(http).read(http)


def test_every_client_was_captured():
    assert len(recorded("REST")) == 43 + 47 + 48 + 51
    assert len(recorded("SOAP")) == 55
