"""The cost of SOAP beside REST."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog

from adapter.auth.accounts import Accounts
from adapter.legacy_api.service import LegacyService
from adapter.mapping.catalogue import load
from adapter.model import HttpRequest
from adapter.observability.metrics import Metrics
from adapter.settings.resources import find_data_folder
from adapter.translation.drive import Backend
from bench.measure import Ratio, alternate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import Account, ModernCall, Upstream

PAGE = 100
TEST = "<QuestionForm>" + "<Question>What is it?</Question>" * 25 + "</QuestionForm>"
ANSWER = (
    "<QuestionFormAnswers>" + "<Answer>That &amp; this</Answer>" * 12 + "</QuestionFormAnswers>"
)
NOON = datetime(2016, 1, 2, 12, tzinfo=UTC)
REST = b"Operation=GetQualificationRequests&PageSize=100&SortProperty=SubmitTime"
SOAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
<GetQualificationRequests xmlns="http://requester.mturk.amazonaws.com/doc/2014-08-15"><Request>
<SortProperty>SubmitTime</SortProperty><PageSize>100</PageSize></Request>
</GetQualificationRequests></soapenv:Body></soapenv:Envelope>"""

_CALLS = 20


class Upstreams:
    """An upstream that gives a hundred items of about 1.3 KB at once."""

    items = tuple(
        {
            "QualificationRequestId": f"3REQUEST{number:024}",
            "QualificationTypeId": "3TYPE",
            "WorkerId": f"A{number}",
            "Test": TEST,
            "Answer": ANSWER,
            "SubmitTime": NOON + timedelta(minutes=number),
        }
        for number in range(PAGE)
    )

    def open(self, account: Account) -> Upstream:  # noqa: ARG002
        """Return itself, for every account."""
        return self

    def send(self, call: ModernCall) -> Mapping[str, Any]:  # noqa: ARG002
        """Return all items."""
        return {"QualificationRequests": self.items, "NumResults": PAGE}


def measure_soap() -> Sequence[Ratio]:
    """Measure a page of 100 pending requests by SOAP, read and written, beside REST."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    service = LegacyService(
        catalogue=load(find_data_folder("mappings")),
        accounts=Accounts(),
        backend=Backend(Upstreams(), 1_000_000, Metrics()),
        served=None,
        strict=False,
        recording=None,
        clock=lambda: NOON,
        new_id=lambda: str(uuid4()),
    )
    form = {"content-type": "application/x-www-form-urlencoded"}
    xml = {"content-type": "text/xml; charset=utf-8", "soapaction": '"http://soap.amazon.com"'}
    rest = HttpRequest("POST", "localhost", "/", b"", form, REST)
    soap = HttpRequest("POST", "localhost", "/", b"", xml, SOAP)
    assert service.answer(soap).outcome == service.answer(rest).outcome  # noqa: S101
    ratios, seconds = alternate(
        lambda: _processor_seconds(service, soap), lambda: _processor_seconds(service, rest)
    )
    what = f"a page of {PAGE} by SOAP ÷ by REST, processor time"
    return [Ratio(what, ratios, 3, figures=f"{seconds} s for {_CALLS}")]


def _processor_seconds(service: LegacyService, http: HttpRequest) -> float:
    start = time.process_time()
    for _ in range(_CALLS):
        service.answer(http)
    return time.process_time() - start
