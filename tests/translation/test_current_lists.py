"""Pages of any size out of walks, behind tokens of our own."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some
from support.backends import caching_backend, session
from support.exchanges import ACCOUNT, case, listing, page

from adapter.errors import RefusedError, UnavailableError, UnmatchedError
from adapter.model import ModernCall
from adapter.recordings import Failure, FailureKind, RecordedCall
from adapter.translation.current_lists import cut_pages
from adapter.translation.drive import Session, drive
from adapter.upstream.replay import ReplayUpstreams

LIST = "ListQualificationRequests"


class Walked:
    """One list, and every walk and call that was asked for."""

    def __init__(self, items, answer=None):
        self.items = items
        self.answer = answer
        self.walks = []
        self.calls = []

    def open(self, account):
        return self

    def send(self, call):
        """A page of the list, where all of it is asked for; else the answer."""
        if call.params.get("MaxResults") != 100 or "NextToken" in call.params:
            self.calls.append(call)
            return self.answer
        self.walks.append(call)
        if isinstance(self.items, Exception):
            raise self.items
        return {"QualificationRequests": self.listed()}

    def listed(self):
        return self.items


def opened(upstream):
    return upstream if isinstance(upstream, Session) else session(upstream)


def asked(upstream, **params):
    return drive(cut_pages(ModernCall(LIST, params)), opened(upstream))


def ids(answer):
    return [each["QualificationRequestId"] for each in answer["QualificationRequests"]]


def items(count):
    return [{"QualificationRequestId": f"R{n}"} for n in range(count)]


@given(some.integers(0, 250), some.integers(1, 100) | some.none())
def test_every_item_is_on_one_page_in_order(count, size):
    upstream, found, token = Walked(items(count)), [], None
    while True:
        params = {"MaxResults": size, "NextToken": token}
        answer = asked(upstream, **{name: each for name, each in params.items() if each})
        found += ids(answer)
        assert answer["NumResults"] == len(ids(answer)) <= (size or 10)
        token = answer.get("NextToken")
        if token is None:
            break
    assert found == [f"R{n}" for n in range(count)]


def test_the_walk_is_of_the_list_without_its_paging():
    inner = Walked(items(3))
    token = asked(inner, QualificationTypeId="3Q", MaxResults=2)["NextToken"]
    asked(inner, QualificationTypeId="3Q", MaxResults=2, NextToken=token)
    walk = ModernCall(LIST, {"QualificationTypeId": "3Q", "MaxResults": 100})
    assert inner.walks == [walk, walk]
    assert inner.calls == []


def test_the_page_size_may_change_on_the_way():
    upstream = Walked(items(5))
    token = asked(upstream, MaxResults=2)["NextToken"]
    assert ids(asked(upstream, MaxResults=100, NextToken=token)) == ["R2", "R3", "R4"]


def test_a_list_that_shrank_ends_with_an_empty_page():
    inner = Walked(items(5))
    token = asked(inner, MaxResults=4)["NextToken"]
    inner.items = items(2)
    assert asked(inner, NextToken=token) == {"NumResults": 0, "QualificationRequests": []}


def another_lists_token():
    return asked(Walked(items(5)), QualificationTypeId="3Q", MaxResults=2)["NextToken"]


def forged(text):
    return base64.urlsafe_b64encode(text).decode()


@pytest.mark.parametrize(
    "token",
    ["t", "é", "", another_lists_token(), forged(b"5"), forged(b"-5 x"), forged(b"\xff")],
)
def test_a_token_that_is_not_ours_is_the_inner_ones_matter(token):
    inner = Walked(items(5), answer={"NumResults": 0, "QualificationRequests": []})
    assert asked(inner, NextToken=token) is inner.answer
    assert inner.calls == [ModernCall(LIST, {"NextToken": token})]
    assert inner.walks == []


def test_a_list_that_cannot_be_walked_is_asked_for_as_it_is():
    inner = Walked(UnmatchedError("x", ""), answer={"NumResults": 0, "QualificationRequests": []})
    assert asked(inner, MaxResults=1) is inner.answer


@pytest.mark.parametrize("error", [UnavailableError("x"), RefusedError("AWS.X", "x")])
def test_a_walk_that_fails_fails_its_page(error):
    with pytest.raises(type(error)):
        asked(Walked(error))


@pytest.mark.parametrize(
    "call",
    [
        ModernCall("GetHIT", {"HITId": "3H"}),
        ModernCall("ListReviewPolicyResultsForHIT", {"HITId": "3H", "MaxResults": 5}),
    ],
)
def test_what_is_no_single_list_is_passed_on(call):
    inner = Walked(items(5), answer={})
    assert drive(cut_pages(call), session(inner)) is inner.answer
    assert (inner.calls, inner.walks) == ([call], [])


# Kept


class Moving(Walked):
    """A list that loses its first item with every walk."""

    def listed(self):
        return self.items[len(self.walks) - 1 :]


def kept(inner):
    return caching_backend(inner).open(ACCOUNT)


@pytest.mark.parametrize("size", [1, 3, 7, 10, 99, 100])
def test_later_pages_are_of_what_the_first_one_saw(size):
    inner = Moving(items(250))
    upstream, found, token = kept(inner), [], None
    while token is not None or not found:
        more = {"NextToken": token} if token else {}
        answer = asked(upstream, MaxResults=size, **more)
        found += ids(answer)
        token = answer.get("NextToken")
    assert found == [f"R{n}" for n in range(250)]
    assert len(inner.walks) == 1
    assert ids(asked(upstream, MaxResults=size))[0] == "R1"


@given(some.lists(some.integers(1, 100), min_size=1, max_size=30))
def test_whatever_sizes_are_asked_for_nothing_is_left_out(sizes):
    still, found, token = kept(Walked(items(300))), [], None
    for size in [*sizes, *[100] * 5]:
        more = {"NextToken": token} if token else {}
        answer = asked(still, MaxResults=size, **more)
        found += ids(answer)
        token = answer.get("NextToken")
        if token is None:
            break
    assert found == [f"R{n}" for n in range(300)]


# Over recordings


def recorded(*cases, keep=False):
    upstreams = ReplayUpstreams(cases)
    if keep:
        upstreams = caching_backend(upstreams)
    return upstreams.open(ACCOUNT)


TWO_PAGES = (
    listing(page("R1", "R2", token="t"), MaxResults=100),
    listing(page("R3"), MaxResults=100, NextToken="t"),
)


def test_a_recorded_list_is_given_in_pages_of_any_size():
    upstream = recorded(case("A/b", *TWO_PAGES))
    first = asked(upstream, MaxResults=1)
    assert ids(first) == ["R1"]
    assert ids(asked(upstream, NextToken=first["NextToken"])) == ["R2", "R3"]
    assert ids(asked(upstream)) == ["R1", "R2", "R3"]


def test_a_recorded_token_leads_on_in_the_recording():
    assert ids(asked(recorded(case("A/b", *TWO_PAGES)), MaxResults=100, NextToken="t")) == ["R3"]


def test_half_a_recorded_list_is_given_as_it_was_recorded():
    upstream = recorded(case("A/b", TWO_PAGES[0]))
    assert asked(upstream, MaxResults=100)["NextToken"] == "t"
    with pytest.raises(UnmatchedError, match="The nearest recording is in A/b: MaxResults is 7"):
        asked(upstream, MaxResults=7)


def test_later_pages_are_of_the_recording_that_the_first_one_was_of():
    one, other = listing(page("R1", "R2"), MaxResults=100), listing(page("X1"), MaxResults=100)
    upstream = recorded(case("A/1", one), case("A/2", other), keep=True)
    token = asked(upstream, MaxResults=1)["NextToken"]
    assert ids(asked(upstream, MaxResults=1, NextToken=token)) == ["R2"]
    assert ids(asked(upstream, MaxResults=1)) == ["X1"]


def test_a_recorded_refusal_of_a_list_is_given():
    call = ModernCall(LIST, {"MaxResults": 100})
    gone = RecordedCall(call, Failure(FailureKind.REFUSED, "Gone.", "AWS.X"))
    with pytest.raises(RefusedError, match="Gone"):
        asked(recorded(case("A/b", gone)), MaxResults=7)
