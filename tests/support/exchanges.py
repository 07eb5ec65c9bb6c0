"""Exchanges and cases for tests, small and whole."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from adapter.model import Account, AwsKeys, HttpRequest, HttpResponse, ModernCall, RequestContext
from adapter.recordings import Case, Exchange, Origin, RecordedCall

KEY = "LEGACYTESTKEY"
SECRET = "test-only/+secret="
SIGNATURE = "UKgYwDOkwlX/yBwKTcc7vj4OAUQ="
UPSTREAM_KEY = "UPSTREAMTESTKEY"
UPSTREAM_SECRET = "upstream-only/+secret="
ACCOUNT = Account(KEY, secret=SECRET, keys=AwsKeys(UPSTREAM_KEY, UPSTREAM_SECRET))
NOON = datetime(2026, 11, 21, 12, 0, 0, 250000, tzinfo=UTC)
CONTEXT = RequestContext(NOON, "38862d9c-0b5a-4a3c-9c1e-1f2e3d4c5b6a")
BODY = (
    b"AWSAccessKeyId=LEGACYTESTKEY&Operation=GetQualificationRequests&PageNumber=1"
    b"&QualificationTypeId=QTYPE0001&SignatureVersion=1&Timestamp=2026-11-21T12%3A00%3A00Z"
    b"&Version=2014-08-15&Signature=UKgYwDOkwlX%2FyBwKTcc7vj4OAUQ%3D"
)
REQUEST = HttpRequest(
    method="POST",
    host="mechanicalturk.amazonaws.com",
    path="/",
    query=b"",
    headers={
        "host": "mechanicalturk.amazonaws.com",
        "user-agent": "Boto/2.49.0",
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "content-length": str(len(BODY)),
    },
    body=BODY,
)
RESPONSE = HttpResponse(200, b'<?xml version="1.0"?>\n<GetQualificationRequestsResponse/>\n')


def listing(answer, **params):
    """A recorded ListQualificationRequests."""
    return RecordedCall(ModernCall("ListQualificationRequests", params), answer)


def page(*ids, token=None):
    """A page of that list, with these requests on it."""
    items = [{"QualificationRequestId": each, "SubmitTime": NOON} for each in ids]
    more = {"NextToken": token} if token else {}
    return {"NumResults": len(items), "QualificationRequests": items, **more}


EXCHANGE = Exchange(
    operation="GetQualificationRequests",
    parameters=(("PageNumber", "1"), ("QualificationTypeId", "QTYPE0001")),
    account=ACCOUNT,
    request=REQUEST,
    calls=(listing(page("R1"), QualificationTypeId="QTYPE0001", MaxResults=100),),
    response=RESPONSE,
    context=CONTEXT,
)


def exchange(**changes):
    return replace(EXCHANGE, **changes)


def case(name, *calls, context=CONTEXT):
    """A written case that holds these recorded calls."""
    return Case(name, Origin.WRITTEN, "For a test.", context, REQUEST, calls, RESPONSE)


def everything(root: Path) -> bytes:
    """Every name and every byte below a folder."""
    parts = []
    for path in sorted(root.rglob("*")):
        parts += [
            str(path.relative_to(root)).encode(),
            path.read_bytes() if path.is_file() else b"",
        ]
    return b"\n".join(parts)
