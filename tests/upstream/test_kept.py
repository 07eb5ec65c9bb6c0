"""Kept walks: one account's pages agree with each other, and never hide its own changes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest

from adapter.errors import UnavailableError
from adapter.mapping.loader import load
from adapter.messages import Account, LegacyCall, ModernCall, Moment, Task, Walk
from adapter.resources import folder
from adapter.translate.check import check
from adapter.translate.converse import converse
from adapter.translate.drive import drive
from adapter.upstream.kept import KeptUpstreams, _bytes

CATALOGUE = load(folder("mappings"))
ME, OTHER = Account("ME"), Account("OTHER")
FIRST = Walk("ListHITs", {}, "HITs", "HITId", view="Title Ascending 10", first=True)
LATER = replace(FIRST, first=False)
CHANGE = ModernCall("DeleteHIT", {"HITId": "H"})


@dataclass
class Listing:
    """A list that can be changed, and counts how often it is walked."""

    items: list
    walks: int = 0
    before: list = field(default_factory=list)

    def open(self, account):
        return self

    def send(self, call):
        if call.operation == "AcceptQualificationRequest":
            gone = call.params["QualificationRequestId"]
            self.items = [each for each in self.items if each["QualificationRequestId"] != gone]
        return {}

    def walk(self, walk):
        self.walks += 1
        for hook in self.before:
            hook()
        return tuple(self.items)


@dataclass
class Clock:
    now: float = 0

    def __call__(self):
        return self.now


def items(*names):
    return [{"HITId": name, "Title": "t" * 100} for name in names]


SIZE = _bytes(("ME", "ListHITs", "[]", "0")) + _bytes(tuple(items("A")))
"""About what a kept walk of one of these items takes."""


def kept(inner, clock=None, seconds=60, most_bytes=1_000_000):
    return KeptUpstreams(inner, seconds, most_bytes, clock or Clock())


def test_page_one_reads_afresh_and_later_pages_see_what_it_saw():
    inner = Listing(items("A", "B"))
    upstreams = kept(inner)
    assert upstreams.open(ME).walk(FIRST) == tuple(items("A", "B"))
    inner.items = items("B", "C")
    assert upstreams.open(ME).walk(LATER) == tuple(items("A", "B"))
    assert upstreams.open(ME).walk(FIRST) == tuple(items("B", "C"))
    assert inner.walks == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(LATER, params={"MaxResults": 1}),
        replace(LATER, operation="ListReviewableHITs"),
        replace(LATER, view="Title Ascending 20"),
    ],
)
def test_another_list_or_view_is_a_walk_of_its_own(other):
    inner = Listing(items("A"))
    upstreams = kept(inner)
    upstreams.open(ME).walk(FIRST)
    upstreams.open(ME).walk(other)
    upstreams.open(OTHER).walk(LATER)
    assert inner.walks == 3


def test_a_list_without_pages_is_never_kept():
    inner = Listing(items("A"))
    upstreams = kept(inner)
    for _ in range(2):
        upstreams.open(ME).walk(replace(FIRST, view=""))
    assert inner.walks == 2


def test_keeping_lasts_from_the_last_use():
    inner, clock = Listing(items("A")), Clock()
    upstreams = kept(inner, clock, seconds=60)
    upstreams.open(ME).walk(FIRST)
    for _ in range(5):
        clock.now += 50
        upstreams.open(ME).walk(LATER)
    assert inner.walks == 1
    clock.now += 61
    upstreams.open(ME).walk(LATER)
    assert inner.walks == 2


def test_the_walk_used_longest_ago_goes_first():
    inner = Listing(items("A"))
    upstreams = kept(inner, most_bytes=5 * SIZE // 2)
    views = [replace(FIRST, view=str(number)) for number in range(3)]
    for view in views:
        upstreams.open(ME).walk(view)
    assert inner.walks == 3
    upstreams.open(ME).walk(replace(views[2], first=False))
    upstreams.open(ME).walk(replace(views[1], first=False))
    assert inner.walks == 3
    upstreams.open(ME).walk(replace(views[0], first=False))
    assert inner.walks == 4


def test_a_list_too_large_to_keep_is_answered_all_the_same():
    inner = Listing(items(*"ABCDEFGH"))
    upstreams = kept(inner, most_bytes=SIZE)
    for walk in (FIRST, LATER):
        assert len(upstreams.open(ME).walk(walk)) == 8
    assert inner.walks == 2


def in_threads(work, count):
    with ThreadPoolExecutor(count) as pool:
        begun = [pool.submit(work) for _ in range(count)]
        return [each.exception() or each.result() for each in begun]


def test_eight_cold_calls_make_one_walk():
    inner, all_here = Listing(items("A")), threading.Event()
    inner.before.append(lambda: all_here.wait(10))
    upstreams = kept(inner)
    threading.Timer(0.3, all_here.set).start()
    found = in_threads(lambda: upstreams.open(ME).walk(FIRST), 8)
    assert found == [tuple(items("A"))] * 8
    assert inner.walks == 1


def test_a_failing_walk_fails_all_its_waiters_once_and_the_next_call_tries_again():
    inner, all_here = Listing(items("A")), threading.Event()

    def fails():
        all_here.wait(10)
        if inner.walks == 1:
            raise UnavailableError("gone")

    inner.before.append(fails)
    upstreams = kept(inner)
    threading.Timer(0.3, all_here.set).start()
    found = in_threads(lambda: upstreams.open(ME).walk(FIRST), 4)
    assert [type(each) for each in found] == [UnavailableError] * 4
    assert upstreams.open(ME).walk(FIRST) == tuple(items("A"))
    assert inner.walks == 2


@pytest.mark.parametrize(("who", "walks"), [(ME, 2), (OTHER, 1)])
def test_a_walk_that_began_before_my_change_is_not_shared_with_me(who, walks):
    inner, begun, go_on = Listing(items("A")), threading.Event(), threading.Event()

    def slow():
        begun.set()
        go_on.wait(10)

    inner.before.append(slow)
    upstreams = kept(inner)
    with ThreadPoolExecutor(2) as pool:
        early = pool.submit(upstreams.open(ME).walk, FIRST)
        begun.wait(10)
        upstreams.open(who).send(CHANGE)
        late = pool.submit(upstreams.open(ME).walk, FIRST)
        threading.Timer(0.2, go_on.set).start()
        early.result(), late.result()
    assert inner.walks == walks


def pending(number):
    return {"QualificationRequestId": f"R{number:02}", "SubmitTime": number, "WorkerId": "A"}


def page(upstreams, number, size=10):
    call = LegacyCall(
        "GetQualificationRequests", (("PageNumber", str(number)), ("PageSize", str(size)))
    )
    mapping = CATALOGUE.find(call.operation)
    values = check(call, mapping, CATALOGUE.structures)
    talk = converse(mapping, Task(values, Moment(None, "id"), {}))
    return drive(talk, upstreams.open(ME))["page"]


def test_granting_while_paging_offers_each_request_once_under_one_total():
    upstreams = kept(Listing([pending(number) for number in range(25)]))
    offered, totals, number = [], set(), 1
    while len(offered) < (found := page(upstreams, number)).total:
        totals.add(found.total)
        for item in found.items:
            offered.append(item["QualificationRequestId"])
            upstreams.open(ME).send(
                ModernCall("AcceptQualificationRequest", {"QualificationRequestId": offered[-1]})
            )
        number += 1
    assert offered == [f"R{number:02}" for number in range(25)]
    assert totals == {25}
    assert page(upstreams, 1).total == 0


def test_perls_loop_until_an_empty_page_ends():
    inner = Listing([pending(number) for number in range(25)])
    upstreams, number, seen = kept(inner), 1, 0
    while found := page(upstreams, number).items:
        seen += len(found)
        number += 1
    assert (seen, number, inner.walks) == (25, 4, 1)


def test_a_thousand_requests_ten_at_a_time_are_one_walk():
    inner = Listing([pending(number) for number in range(1000)])
    upstreams = kept(inner)
    assert sum(page(upstreams, number).count for number in range(1, 101)) == 1000
    assert inner.walks == 1


def test_an_empty_list_takes_room_too():
    assert _bytes(("ME", "ListHITs", "[]", "x" * 1000)) > 1000
    assert _bytes(()) > 0
    assert _bytes([{"a": ["x" * 1000]}]) > 1000


def test_whoever_waits_is_told_when_a_list_cannot_be_measured():
    inner, all_here = Listing(items("A")), threading.Event()
    inner.before.append(lambda: all_here.wait(10))
    deep = []
    for _ in range(100_000):
        deep = [deep]
    inner.items = [{"HITId": deep}]
    upstreams = kept(inner)
    threading.Timer(0.3, all_here.set).start()
    found = in_threads(lambda: upstreams.open(ME).walk(FIRST), 3)
    assert [type(each) for each in found] == [RecursionError] * 3


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("SearchHITs", {}),
        ("GetReviewableHITs", {"SortProperty": "CreationTime", "SortDirection": "Ascending"}),
        ("GetReviewableHITs", {"Status": ["Reviewing"]}),
    ],
)
def test_what_reads_the_same_list_for_something_else_has_a_view_of_its_own(operation, parameters):
    mapping = CATALOGUE.find(operation)
    values = check(LegacyCall(operation, ()), mapping, CATALOGUE.structures) | parameters
    views = set()
    for number in (1, 2):
        task = Task(values | {"PageNumber": number}, Moment(None, "id"), {})
        wanted = next(converse(mapping, task))
        assert wanted.first == (number == 1)
        views.add(wanted.view)
    [view] = views
    assert operation in view
