"""Finished pages: the same bytes as a page that is put together anew, and never an older one."""

import itertools

import pytest
from support.lists import PAGED, holding, item
from support.serving import service
from support.soap import LATEST, called, post

from adapter.auth.legacy import Gate
from adapter.legacy_api.pages import Pages
from adapter.model import HttpRequest, HttpResponse, Moment, Reply
from adapter.viewing import Origin, Source
from adapter.xml.tree import Element

LIST = "GetQualificationRequests"
KEY = "AWSAccessKeyId=AKIAME"


class Asking:
    """A program that asks one adapter, whose answers are numbered."""

    def __init__(self, upstreams, most_bytes=1_000_000):
        numbers = itertools.count()
        self.pages = Pages(most_bytes)
        self.composed = 0
        self.service = service(
            upstreams, gate=Gate(), pages=self.pages, new_id=lambda: f"ID-{next(numbers):032}"
        )

    def get(self, operation, number, more="", key=KEY):
        asked = "&".join(f"{name}={value}" for name, value in PAGED[operation][1].items())
        query = f"Operation={operation}&PageNumber={number}&PageSize=10&{asked}&{key}&{more}"
        return self.sent(HttpRequest("GET", "localhost", "/", query.encode(), {}, b""))

    def sent(self, http):
        response = self.service.answer(http)
        assert response.status == 200
        assert b"<Errors>" not in response.body
        return response.body

    @property
    def held(self):
        return len(self.pages._pages)


def same(one, other):
    """Whether two answers differ in their RequestId, and in nothing else."""
    assert one != other
    return without_id(one) == without_id(other)


def without_id(body):
    before, id_, after = body.partition(b"ID-")
    assert id_
    return before + after[32:]


@pytest.mark.parametrize("operation", sorted(PAGED))
def test_a_page_again_is_the_same_under_another_id(shelves, operation):
    program = Asking(shelves.kept(holding(operation, 25)))
    program.get(operation, 1)
    first = program.get(operation, 2)
    assert program.held == 1
    assert same(first, program.get(operation, 2))
    assert [source for _, source in shelves.counted.pages] == [Source.READ, *[Source.KEPT] * 2]
    assert {name for name, _ in shelves.counted.pages} == {operation}
    assert same(first, Asking(shelves.kept(holding(operation, 25))).get(operation, 2))


def test_after_page_1_was_read_afresh_an_older_page_is_never_given(shelves):
    inner = holding(LIST, 25)
    program = Asking(shelves.kept(inner))
    program.get(LIST, 1)
    old = program.get(LIST, 2)
    del inner.lists["ListQualificationRequests"][:1]
    program.get(LIST, 1)
    new = program.get(LIST, 2)
    assert b"<TotalNumResults>25<" in old
    assert b"<TotalNumResults>24<" in new
    assert same(new, program.get(LIST, 2))


def test_page_1_is_never_held(shelves):
    inner = holding(LIST, 25)
    program = Asking(shelves.kept(inner))
    for _ in range(2):
        program.get(LIST, 1)
    assert (program.held, inner.walks) == (0, 2)


def test_a_page_lives_no_longer_than_its_list(shelves):
    inner = holding(LIST, 25)
    program = Asking(shelves.kept(inner))
    program.get(LIST, 1)
    program.get(LIST, 2)
    inner.lists["ListQualificationRequests"] = []
    for _ in range(4):
        shelves.pass_time(40)
        assert b"<TotalNumResults>25<" in program.get(LIST, 2)
    shelves.pass_time(61)
    assert b"<TotalNumResults>0<" in program.get(LIST, 2)


def test_what_is_asked_otherwise_is_another_page(shelves):
    program = Asking(shelves.kept(holding("SearchHITs", 25)))
    program.get("SearchHITs", 1)
    plain = program.get("SearchHITs", 2)
    minimal = program.get("SearchHITs", 2, "ResponseGroup.0=Minimal")
    echoed = program.get("SearchHITs", 2, "ResponseGroup.0=Request&ResponseGroup.1=Minimal")
    assert len({len(each) for each in (plain, minimal, echoed)}) == 3
    assert program.held == 3
    assert same(minimal, program.get("SearchHITs", 2, "ResponseGroup.0=Minimal"))


def test_another_account_gets_its_own(shelves):
    inner = holding(LIST, 25)
    program = Asking(shelves.kept(inner))
    program.get(LIST, 1)
    program.get(LIST, 2)
    inner.lists["ListQualificationRequests"] = []
    assert b"<TotalNumResults>0<" in program.get(LIST, 2, key="AWSAccessKeyId=AKIAOTHER")


@pytest.mark.parametrize("version", ["2014-08-15", "2007-06-21"])
def test_each_wire_and_version_gets_its_own(shelves, version):
    program = Asking(shelves.kept(holding(LIST, 25)))
    program.get(LIST, 1)
    plain = program.get(LIST, 2)
    asked = post(soap(version))
    first = program.sent(asked)
    assert version.encode() in first
    assert without_id(first) != without_id(plain)
    assert same(first, program.sent(asked))
    assert same(plain, program.get(LIST, 2))
    assert program.held == 2


def soap(version):
    paging = "<Request><PageNumber>2</PageNumber><PageSize>10</PageSize></Request>"
    inside = f"<AWSAccessKeyId>AKIAME</AWSAccessKeyId>{paging}"
    return called(LIST, inside, LATEST.replace("2014-08-15", version))


def test_a_store_that_is_gone_has_no_pages(store):
    inner = holding(LIST, 25)
    program = Asking(store.kept(inner))
    program.get(LIST, 1)
    program.get(LIST, 2)
    with store.client as client:
        client.flushall()
    inner.lists["ListQualificationRequests"].append(item("ListQualificationRequests", 99))
    assert b"<TotalNumResults>26<" in program.get(LIST, 2)


def test_pages_take_no_more_room_than_they_may(shelves):
    program = Asking(shelves.kept(holding(LIST, 250)), most_bytes=20_000)
    for number in range(1, 26):
        program.get(LIST, number)
    assert 0 < program.held < 24
    assert program.pages._pages.currsize <= 20_000


ORIGIN = Origin("X []", "1")
MOMENT = Moment(None, "0123-4567")


@pytest.mark.parametrize(
    ("outcomes", "body"),
    [
        ((Reply("X", "R", ()),), b"<a>0123-4567</a>"),
        ((Reply("X", "R", (), (), ORIGIN),) * 2, b"<a>0123-4567</a>"),
        ((Reply("X", "R", (), (), ORIGIN),), b"<a>0123-4567</a><b>0123-4567</b>"),
        ((Reply("X", "R", (Element("A", "b"),), (), ORIGIN),), b"<a/>"),
    ],
)
def test_what_is_no_single_page_is_not_held(outcomes, body):
    pages = Pages(10_000)
    pages.keep("asked", outcomes, (HttpResponse(200, body), 0), MOMENT)
    assert len(pages._pages) == 0


def test_nothing_is_held_where_nothing_may_be():
    pages = Pages(0)
    page = (Reply("X", "R", (), (), ORIGIN),)
    pages.keep("asked", page, (HttpResponse(200, b"<a>0123-4567</a>"), 0), MOMENT)
    assert len(pages._pages) == 0
