"""Every legacy list, paged through as old programs do while it changes."""

from dataclasses import dataclass, field

import pytest
from support.lists import (
    CATALOGUE,
    CEILING,
    ME,
    OTHER,
    PAGED,
    item,
    lists_with,
    names,
    page,
    read_page_of,
)

from adapter.errors import UnavailableError
from adapter.model import CheckedCall, ModernCall, RequestContext
from adapter.queries import PageSource
from adapter.translation.drive import drive
from adapter.translation.handlers import HANDLERS


@pytest.fixture(params=sorted(PAGED))
def operation(request):
    return request.param


def everything(operation, count):
    """What a list of so many items is, in order."""
    whole = page(lists_with(operation, count), operation, 1, size=100)
    return names(operation, whole)


def gone(inner):
    """Takes the first item off every list: it was granted, approved, disposed of."""
    for held in inner.lists.values():
        del held[:1]


def test_every_operation_with_a_page_is_tested_here():
    assert sorted(PAGED) == sorted(
        name for name, mapping in CATALOGUE.mappings.items() if mapping.page is not None
    )


def test_a_page_is_all_that_an_answer_needs(operation):
    mapping = CATALOGUE.find(operation)
    sources = [each.each or each.paths[0] for each in mapping.response.members]
    assert {source.partition(".")[0] for source in sources} == {"page"}


def test_granting_while_paging_offers_each_item_once_under_one_total(stores, operation):
    inner, expected = lists_with(operation, 25), everything(operation, 25)
    upstreams, offered, totals, number = stores.build_backend(inner), [], set(), 1
    # MTurkR's loop: until as many were seen as there are.
    while len(offered) < (found := page(upstreams, operation, number)).total:
        totals.add(found.total)
        for name in names(operation, found):
            offered.append(name)
            upstreams.open(OTHER).send(ModernCall("DeleteHIT", {"HITId": name}))
            gone(inner)
        number += 1
    assert (offered, totals) == (expected, {25})
    assert page(upstreams, operation, 1).total == 0


def test_the_same_in_live_mode_skips_what_moved_up(operation):
    inner = lists_with(operation, 25)
    offered = names(operation, page(inner, operation, 1))
    for _ in offered:
        gone(inner)
    offered += names(operation, page(inner, operation, 2))
    assert len(offered) < 25


def test_perls_loop_until_an_empty_page_ends(stores, operation):
    inner = lists_with(operation, 25)
    upstreams, number, seen = stores.build_backend(inner), 1, []
    while found := names(operation, page(upstreams, operation, number)):
        seen += found
        number += 1
    assert (seen, number, inner.walks) == (everything(operation, 25), 4, 1)


def test_a_list_that_grows_is_seen_as_page_1_saw_it(stores, operation):
    inner = lists_with(operation, 25)
    upstreams = stores.build_backend(inner)
    page(upstreams, operation, 1)
    for reads, held in inner.lists.items():
        held.insert(0, item(reads, 99))
    found = page(upstreams, operation, 3)
    assert (names(operation, found), found.total) == (everything(operation, 25)[20:], 25)
    assert page(upstreams, operation, 1).total == 26


@pytest.mark.parametrize("size", [1, 7, 10, 100])
def test_a_whole_list_costs_one_walk_at_any_page_size(stores, size):
    inner = lists_with("GetQualificationRequests", 250)
    upstreams = stores.build_backend(inner)
    pages = -(-250 // size) + 1
    found = [page(upstreams, "GetQualificationRequests", n, size) for n in range(1, pages + 1)]
    seen = [name for each in found for name in names("GetQualificationRequests", each)]
    assert seen == [f"{number:05}" for number in range(250)]
    assert len(inner.calls) == 3
    sources = [source for _, source in stores.counted.pages]
    assert sources == [PageSource.READ] + [PageSource.CACHED] * (pages - 1)


def test_two_walkers_at_once_read_on_from_whoever_began_last(stores, operation):
    inner = lists_with(operation, 25)
    upstreams = stores.build_backend(inner)
    page(upstreams, operation, 1)
    page(upstreams, operation, 1)
    both = [page(upstreams, operation, number) for number in (2, 2, 3, 3)]
    expected = everything(operation, 25)
    assert [names(operation, each) for each in both] == [expected[10:20]] * 2 + [expected[20:]] * 2
    assert inner.walks == 2


def test_an_account_never_sees_anothers_list(stores, operation):
    inner = lists_with(operation, 25)
    upstreams = stores.build_backend(inner)
    page(upstreams, operation, 1)
    gone(inner)
    assert read_page_of(upstreams, OTHER, operation, 2).total == 24
    assert page(upstreams, operation, 2).total == 25


def test_a_walk_ends_in_the_middle_when_its_time_is_over(stores, operation):
    inner = lists_with(operation, 25)
    upstreams = stores.build_backend(inner)
    page(upstreams, operation, 1)
    gone(inner)
    stores.advance(40)
    assert page(upstreams, operation, 2).total == 25
    stores.advance(40)
    assert page(upstreams, operation, 3).total == 25
    stores.advance(61)
    assert page(upstreams, operation, 3).total == 24


def test_a_list_too_large_to_keep_is_answered_all_the_same(stores, operation):
    inner = lists_with(operation, 25)
    upstreams = stores.build_backend(inner, most_bytes=100)
    expected = everything(operation, 25)
    assert names(operation, page(upstreams, operation, 1)) == expected[:10]
    assert names(operation, page(upstreams, operation, 3)) == expected[20:]
    assert inner.walks == 2


def test_a_token_that_leads_back_is_a_fault_and_never_a_shorter_list(stores, operation):
    inner = lists_with(operation, 250)
    whole, inner.send = inner.send, lambda call: {**whole(call), "NextToken": "100"}
    upstreams = stores.build_backend(inner)
    for number in (1, 2):
        with pytest.raises(UnavailableError, match="leads back"):
            page(upstreams, operation, number)
    inner.send = whole
    assert page(upstreams, operation, 2).total == 250


def test_a_list_beyond_the_ceiling_is_a_fault_and_never_a_shorter_list(stores, operation):
    inner = lists_with(operation, CEILING + 1)
    upstreams = stores.build_backend(inner)
    for number in (1, 2):
        with pytest.raises(UnavailableError, match=str(CEILING)):
            page(upstreams, operation, number)
    gone(inner)
    assert page(upstreams, operation, 2).total == CEILING


@dataclass
class Reviews:
    """An upstream whose one HIT has so many results of its review policy."""

    count: int
    calls: list = field(default_factory=list)

    def open(self, account):
        return self

    def send(self, call):
        self.calls.append(call)
        start = int(call.params.get("NextToken", 0))
        stop = min(start + call.params["MaxResults"], self.count)
        results = [{"ActionId": f"R{number}", "SubjectId": "H"} for number in range(start, stop)]
        more = {"NextToken": str(stop)} if stop < self.count else {}
        return {"HITReviewReport": {"ReviewResults": results}, **more}


def reports(upstreams, number):
    values = {"HITId": "H", "PageNumber": number, "PageSize": 100}
    talk = HANDLERS["review_results"](CheckedCall(values, RequestContext(None, "id"), {}))
    return drive(talk, upstreams.open(ME))["review"]


def test_reports_of_reviews_are_cut_from_what_page_1_saw(stores):
    inner = Reviews(250)
    upstreams = stores.build_backend(inner)
    first = reports(upstreams, 1)
    inner.count = 10
    assert first["HITReviewReport"]["TotalNumResults"] == 250
    last = reports(upstreams, 3)["HITReviewReport"]
    assert [each["ActionId"] for each in last["ReviewResults"]] == [
        f"R{n}" for n in range(200, 250)
    ]
    assert (last["TotalNumResults"], len(inner.calls)) == (250, 3)
    assert reports(upstreams, 1)["HITReviewReport"]["TotalNumResults"] == 10
