"""Pages of kept lists as a program sees them: which list one is cut from, and when it is read."""

import itertools

import pytest
from support.lists import PAGED, item, lists_with
from support.serving import service
from support.soap import LATEST, post, soap_call

from adapter.auth.accounts import Accounts
from adapter.model import HttpRequest

LIST = "GetQualificationRequests"
KEY = "AWSAccessKeyId=AKIAME"


class Asking:
    """A program that asks one adapter, whose answers are numbered."""

    def __init__(self, upstreams):
        numbers = itertools.count()
        self.service = service(
            upstreams, accounts=Accounts(), new_id=lambda: f"ID-{next(numbers):032}"
        )

    def get(self, operation, number, more="", key=KEY):
        asked = "&".join(f"{name}={value}" for name, value in PAGED[operation][1].items())
        query = f"Operation={operation}&PageNumber={number}&PageSize=10&{asked}&{key}&{more}"
        return self.sent(HttpRequest("GET", "localhost", "/", query.encode(), {}, b""))

    def sent(self, http):
        response = self.service.answer(http).response
        assert response.status == 200
        assert b"<Errors>" not in response.body
        return response.body


def same(one, other):
    """Whether two answers differ in their RequestId, and in nothing else."""
    assert one != other
    return without_id(one) == without_id(other)


def without_id(body):
    before, id_, after = body.partition(b"ID-")
    assert id_
    return before + after[32:]


def test_after_page_1_was_read_afresh_an_older_page_is_never_given(stores):
    inner = lists_with(LIST, 25)
    program = Asking(stores.build_backend(inner))
    program.get(LIST, 1)
    old = program.get(LIST, 2)
    del inner.lists["ListQualificationRequests"][:1]
    program.get(LIST, 1)
    new = program.get(LIST, 2)
    assert b"<TotalNumResults>25<" in old
    assert b"<TotalNumResults>24<" in new
    assert same(new, program.get(LIST, 2))


def test_a_page_lives_no_longer_than_its_list(stores):
    inner = lists_with(LIST, 25)
    program = Asking(stores.build_backend(inner))
    program.get(LIST, 1)
    program.get(LIST, 2)
    inner.lists["ListQualificationRequests"] = []
    for _ in range(4):
        stores.advance(40)
        assert b"<TotalNumResults>25<" in program.get(LIST, 2)
    stores.advance(61)
    assert b"<TotalNumResults>0<" in program.get(LIST, 2)


def test_what_is_asked_otherwise_is_another_page(stores):
    program = Asking(stores.build_backend(lists_with("SearchHITs", 25)))
    program.get("SearchHITs", 1)
    plain = program.get("SearchHITs", 2)
    minimal = program.get("SearchHITs", 2, "ResponseGroup.0=Minimal")
    echoed = program.get("SearchHITs", 2, "ResponseGroup.0=Request&ResponseGroup.1=Minimal")
    assert len({len(each) for each in (plain, minimal, echoed)}) == 3
    assert same(minimal, program.get("SearchHITs", 2, "ResponseGroup.0=Minimal"))


def test_another_account_gets_its_own(stores):
    inner = lists_with(LIST, 25)
    program = Asking(stores.build_backend(inner))
    program.get(LIST, 1)
    program.get(LIST, 2)
    inner.lists["ListQualificationRequests"] = []
    assert b"<TotalNumResults>0<" in program.get(LIST, 2, key="AWSAccessKeyId=AKIAOTHER")


@pytest.mark.parametrize("version", ["2014-08-15", "2007-06-21"])
def test_each_wire_and_version_gets_its_own(stores, version):
    program = Asking(stores.build_backend(lists_with(LIST, 25)))
    program.get(LIST, 1)
    plain = program.get(LIST, 2)
    asked = post(soap(version))
    first = program.sent(asked)
    assert version.encode() in first
    assert without_id(first) != without_id(plain)
    assert same(first, program.sent(asked))
    assert same(plain, program.get(LIST, 2))


def soap(version):
    paging = "<Request><PageNumber>2</PageNumber><PageSize>10</PageSize></Request>"
    inside = f"<AWSAccessKeyId>AKIAME</AWSAccessKeyId>{paging}"
    return soap_call(LIST, inside, LATEST.replace("2014-08-15", version))


def test_a_store_that_is_gone_has_no_pages(redis_stores):
    inner = lists_with(LIST, 25)
    program = Asking(redis_stores.build_backend(inner))
    program.get(LIST, 1)
    program.get(LIST, 2)
    with redis_stores.client as client:
        client.flushall()
    inner.lists["ListQualificationRequests"].append(item("ListQualificationRequests", 99))
    assert b"<TotalNumResults>26<" in program.get(LIST, 2)
