"""Every recorded request of a real client, through the whole adapter but the socket."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from support.scripted import Scripted
from support.serving import service
from support.soap import LATEST

from adapter.current_api.model import load
from adapter.model import HttpRequest

CAPTURES = Path(__file__).parents[1] / "captures"
SCHEMA = (
    Path(__file__).parents[2].parent
    / "shared/reference/schema/2014-08-15/AWSMechanicalTurkRequester.xsd"
)
LINES = [
    (f"{path.stem}-{row['n']:02}-{row['operation']}", row)
    for path in sorted(CAPTURES.glob("*.jsonl"))
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
]
NOW = datetime(2026, 11, 21, 20, 18, 50, tzinfo=UTC)


ANSWERS = {
    "GetAssignment": {"Assignment": {"AssignmentId": "A", "AssignmentStatus": "Rejected"}},
    "GetHIT": {"HIT": {"HITId": "H", "HITTypeId": "T", "Expiration": NOW}},
    "GetQualificationScore": {"Qualification": {"Status": "Granted"}},
    "CreateHIT": {"HIT": {"HITId": "H", "HITTypeId": "T"}},
    "CreateHITWithHITType": {"HIT": {"HITId": "H", "HITTypeId": "T"}},
    "ListReviewPolicyResultsForHIT": {"HITId": "H"},
    "GetFileUploadURL": {"FileUploadURL": "https://files.example/1"},
}
REFUSED = {
    "GetRequesterStatistic": "AWS.MechanicalTurk.InvalidParameterValue",  # over LifeToDate
    "SendTestEventNotification": "AWS.MechanicalTurk.InvalidTransportEndpoint",  # boto: by REST
}


SOAP = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><'
)


class Anything(Scripted):
    """Answers every call with something of the right form."""

    def send(self, call):
        self.seen.append(call)
        paged_list = load().find_paged_list(call.operation)
        return ANSWERS.get(call.operation, {} if paged_list is None else {paged_list: ()})


def request_of(row):
    headers = {name.lower(): value for name, value in row["headers"]}
    return HttpRequest(
        row["method"], "127.0.0.1:8080", row["path"], row["query"].encode(), headers,
        row["body"].encode(),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "row"), LINES, ids=[name for name, _ in LINES])
def test_it_is_answered_as_what_it_is(name, row):
    upstream = Anything({})
    response = service(upstream, clock=lambda: NOW).answer(request_of(row)).response
    document = etree.fromstring(response.body)
    codes = [each.text for each in document.iter("{*}Code")]
    if row["sig"] is None:
        assert (response.status, codes) == (200, ["AWS.BadClaimsSupplied"])
        assert document.findtext(".//{*}OperationRequest/{*}Errors/{*}Error/{*}Code") == codes[0]
    elif codes:
        assert (response.status, codes) == (200, [REFUSED[row["operation"]]])
    else:
        assert response.status == 200
        assert document.findtext(".//{*}IsValid") == "True"
    assert bool(upstream.seen) == (row["operation"] != "Help" and codes == [])
    if row["transport"] == "SOAP":
        assert response.body.startswith(SOAP)
        assert etree.QName(document[0][0]).text == f"{{{LATEST}}}{row['operation']}Response"


SOAP_LINES = [(name, row) for name, row in LINES if row["transport"] == "SOAP"]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the official schemas are not at hand")
@pytest.mark.parametrize(("name", "row"), SOAP_LINES, ids=[name for name, _ in SOAP_LINES])
def test_its_soap_answer_is_valid_by_amazons_own_schema(name, row):
    response = service(Anything({}), clock=lambda: NOW).answer(request_of(row)).response
    answer = etree.fromstring(etree.tostring(etree.fromstring(response.body)[0][0]))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(answer)


def test_the_captures_are_those_that_were_recorded():
    assert len(LINES) == 43 + 47 + 55 + 48 + 51
