"""Every recorded request of a real client, through the whole adapter but the socket."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from support.scripted import Scripted
from support.serving import service

from adapter.messages import HttpRequest

CAPTURES = Path(__file__).parents[1] / "captures"
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
}
REFUSED = {
    "GetRequesterStatistic": "AWS.MechanicalTurk.InvalidParameterValue",  # over LifeToDate
    "SendTestEventNotification": "AWS.MechanicalTurk.InvalidTransportEndpoint",  # boto: by REST
}


class Anything(Scripted):
    """Answers every call with something of the right form."""

    def _answer(self, wanted):
        self.seen.append(wanted)
        return () if hasattr(wanted, "items") else ANSWERS.get(wanted.operation, {})


def request_of(row):
    headers = {name.lower(): value for name, value in row["headers"]}
    return HttpRequest(
        row["method"], "127.0.0.1:8080", row["path"], row["query"].encode(), headers,
        row["body"].encode(),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "row"), LINES, ids=[name for name, _ in LINES])
def test_it_is_answered_as_what_it_is(name, row):
    upstream = Anything({})
    response = service(upstream, clock=lambda: NOW).answer(request_of(row))
    document = etree.fromstring(response.body)
    codes = [each.text for each in document.iter("Code")]
    if row["transport"] == "SOAP":
        assert response.status == 500
        assert b"faultstring" in response.body
    elif row["sig"] is None:
        assert (response.status, codes) == (200, ["AWS.BadClaimsSupplied"])
    elif codes:
        assert (response.status, codes) == (200, [REFUSED[row["operation"]]])
    else:
        assert response.status == 200
        assert document.findtext(".//IsValid") == "True"
    asked = row["operation"] != "Help" and codes == [] and row["transport"] == "REST"
    assert bool(upstream.seen) == asked


def test_the_captures_are_those_that_were_recorded():
    assert len(LINES) == 43 + 47 + 55 + 48 + 51
