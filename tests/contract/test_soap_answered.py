"""SOAP calls through the whole adapter but the socket."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import etree
from support.scripted import Scripted
from support.serving import KEY, SECRET, service
from support.soap import LATEST, envelope, post, soap_call

from adapter.auth.legacy.signature import build_service_text, sign
from adapter.errors import DeniedError, RefusedError, ThrottledError, UnavailableError

NOW = datetime(2026, 11, 21, 20, 18, 50, tzinfo=UTC)
STAMP = "2026-11-21T20:18:50.120Z"


class ByHIT(Scripted):
    """Answers GetHIT, and whatever else, by the HIT's id."""

    def send(self, wanted):
        self.seen.append(wanted)
        answer = self.answers[wanted.params["HITId"]]
        if isinstance(answer, Exception):
            raise answer
        return answer


def signed(operation, inside, secret=SECRET):
    signature = sign(secret, build_service_text(operation, STAMP))
    who = (
        f"<AWSAccessKeyId>{KEY}</AWSAccessKeyId><Timestamp>{STAMP.replace('0Z', 'Z')}</Timestamp>"
        f"<Signature>{signature}</Signature>"
    )
    return post(soap_call(operation, who + inside))


def answered(upstream, http):
    response = service(upstream, clock=lambda: NOW).answer(http).response
    return response.status, etree.fromstring(response.body)


def texts(document, name):
    return [each.text for each in document.iter(f"{{*}}{name}")]


def requests(*ids):
    return "".join(f"<Request><HITId>{each}</HITId></Request>" for each in ids)


def hit(name):
    return {"HIT": {"HITId": name, "HITTypeId": "T", "Expiration": NOW}}


def test_one_request_that_fails_does_not_disturb_the_others():
    refused = RefusedError("AWS.MechanicalTurk.HITDoesNotExist", "HIT B does not exist.")
    upstream = ByHIT({"A": hit("A"), "B": refused, "C": ThrottledError(""), "D": hit("D")})
    status, document = answered(upstream, signed("GetHIT", requests("A", "B", "C", "D")))
    assert status == 200
    assert texts(document, "IsValid") == ["True", "False", "False", "True"]
    assert texts(document, "HITId") == ["A", "D"]
    assert texts(document, "Code") == [
        "AWS.MechanicalTurk.HITDoesNotExist",
        "AWS.ServiceUnavailable",
    ]


def test_no_request_asks_nobody():
    upstream = ByHIT({})
    status, document = answered(upstream, signed("GetHIT", ""))
    assert (status, upstream.seen, texts(document, "IsValid")) == (200, [], [])


def test_throttling_alone_is_the_fault_that_java_sends_again():
    status, document = answered(ByHIT({"A": ThrottledError("")}), signed("GetHIT", requests("A")))
    assert (status, texts(document, "faultcode")) == (500, ["aws:Server.ServiceUnavailable"])


def test_other_trouble_of_the_upstream_stands_in_the_result():
    upstream = ByHIT({"A": UnavailableError("No answer.")})
    status, document = answered(upstream, signed("GetHIT", requests("A")))
    assert (status, texts(document, "IsValid")) == (200, ["False"])


def test_an_unknown_operation_is_a_fault_with_the_nearest_name():
    status, document = answered(ByHIT({}), signed("GetHITs", "<Request/>"))
    assert (status, texts(document, "faultcode")) == (500, ["soapenv:Client"])
    assert "Did you mean GetHIT?" in texts(document, "faultstring")[0]


def test_a_wrong_signature_is_answered_beside_the_request_id_and_the_secret_is_not_repeated():
    secret = "<AWSSecretAccessKey>my/secret+key</AWSSecretAccessKey>"
    http = signed("GetHIT", secret + requests("A"), secret="another")
    response = service(ByHIT({}), clock=lambda: NOW).answer(http).response
    document = etree.fromstring(response.body)
    path = f".//{{{LATEST}}}OperationRequest/{{*}}Errors/{{*}}Error/{{*}}Code"
    assert (response.status, document.findtext(path)) == (200, "AWS.BadClaimsSupplied")
    assert b"my/secret+key" not in response.body


@pytest.mark.parametrize(
    "http",
    [
        post("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + envelope("&b;")),
        post(envelope("<a>" * 100_000)),
        post(b""),
        post(soap_call("GetHIT", requests("A"), "urn:x")),
    ],
    ids=["doctype", "deep", "empty", "namespace"],
)
def test_what_cannot_be_read_is_a_client_fault_and_reaches_nobody(http):
    upstream = ByHIT({})
    status, document = answered(upstream, http)
    assert (status, texts(document, "faultcode")) == (500, ["soapenv:Client"])
    assert upstream.seen == []


def test_an_unexpected_failure_of_one_use_does_not_lose_what_the_others_did():
    upstream = ByHIT({"A": hit("A"), "B": RuntimeError("a bug"), "C": hit("C")})
    status, document = answered(upstream, signed("GetHIT", requests("A", "B", "C")))
    assert status == 200
    assert texts(document, "IsValid") == ["True", "False", "True"]
    assert texts(document, "Code") == ["Adapter.OutcomeUnknown"]
    assert "a bug" not in etree.tostring(document).decode()


def test_credentials_refused_for_one_of_several_are_told_by_their_own_code():
    upstream = ByHIT({"A": hit("A"), "B": DeniedError("no")})
    _, document = answered(upstream, signed("GetHIT", requests("A", "B")))
    assert texts(document, "Code") == ["AWS.NotAuthorized"]


@pytest.mark.parametrize("inside", [True, False])
def test_validate_pays_nothing_wherever_it_stands(inside):
    bonus = (
        "<WorkerId>A1</WorkerId><AssignmentId>A</AssignmentId><Reason>r</Reason><BonusAmount>"
        "<Amount>1</Amount><CurrencyCode>USD</CurrencyCode></BonusAmount>"
    )
    asked = "<Validate>true</Validate>"
    request = f"<Request>{asked if inside else ''}{bonus}</Request>"
    content = request if inside else asked + request
    upstream = ByHIT({})
    _, document = answered(upstream, signed("GrantBonus", content))
    assert texts(document, "IsValid") == ["False"]
    assert upstream.seen == []


def test_a_header_for_somebody_else_need_not_be_understood():
    header = (
        '<soapenv:Header><x xmlns="urn:x" soapenv:mustUnderstand="1" '
        'soapenv:actor="urn:proxy"/></soapenv:Header>'
    )
    plain = signed("GetHIT", requests("A")).body.decode()
    whole = plain.replace("<soapenv:Body>", f"{header}<soapenv:Body>")
    _, document = answered(ByHIT({"A": hit("A")}), post(whole))
    assert texts(document, "IsValid") == ["True"]
