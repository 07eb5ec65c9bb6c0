from contextlib import contextmanager
from dataclasses import replace

import pytest
from support.backends import backend, session
from support.scripted import Scripted

from adapter.errors import (
    DeniedError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
    UnavailableError,
)
from adapter.model import Account, ModernCall
from adapter.queries import TokenUse, Walk
from adapter.translation.drive import drive


def talk(*wanted):
    answers = ()
    for each in wanted:
        answers += ((yield each),)
    return {"answers": answers}


READ, CHANGE = ModernCall("GetHIT", {}), ModernCall("DeleteHIT", {})
LISTING = Walk("ListHITs", {}, "HITs", "HITId")


def test_every_answer_goes_back_into_the_conversation():
    upstream = Scripted({"GetHIT": {"a": 1}, "ListHITs": {"HITs": [{"HITId": "x"}]}})
    assert drive(talk(READ, LISTING), session(upstream)) == {
        "answers": ({"a": 1}, ({"HITId": "x"},))
    }
    assert upstream.seen == [READ, ModernCall("ListHITs", {"MaxResults": 100})]


def test_throttled_before_any_change_stays_throttled():
    upstream = Scripted({"GetHIT": {}, "DeleteHIT": ThrottledError("busy")})
    with pytest.raises(ThrottledError):
        drive(talk(READ, CHANGE), session(upstream))


def test_throttled_after_a_change_is_no_longer_a_503():
    upstream = Scripted({"DeleteHIT": {}, "GetHIT": ThrottledError("busy")})
    with pytest.raises(UnavailableError):
        drive(talk(CHANGE, READ), session(upstream))


def test_what_the_upstream_refuses_ends_the_conversation():
    upstream = Scripted({"GetHIT": RefusedError("C", "m")})
    with pytest.raises(RefusedError):
        drive(talk(READ, CHANGE), session(upstream))
    assert upstream.seen == [READ]


@pytest.mark.parametrize(
    "failure", [UnavailableError("gone"), DeniedError("no"), ThrottledError("b")]
)
def test_whatever_fails_after_a_change_leaves_the_outcome_unknown(failure):
    upstream = Scripted({"DeleteHIT": {}, "GetHIT": failure})
    with pytest.raises(OutcomeUnknownError):
        drive(talk(CHANGE, READ), session(upstream))


@pytest.mark.parametrize("failure", [UnavailableError("gone"), ThrottledError("b")])
def test_what_fails_in_a_transaction_has_changed_nothing(failure):
    upstream = Scripted({"DeleteHIT": {}, "GetHIT": failure})
    with pytest.raises(type(failure)) as caught:
        drive(talk(CHANGE, READ), replace(session(upstream), undoes=True))
    assert caught.value is failure


class Transactions:
    """One upstream, whose transaction keeps what the list cache was told when it ended."""

    def __init__(self, upstream, cache):
        self.upstream, self.cache = upstream, cache
        self.used = self.told = None

    @contextmanager
    def begin(self, account, use):
        self.used = (account, use)
        yield self.upstream
        self.told = len(self.cache.told)


class Cache:
    """Keeps whose changes it was told of."""

    def __init__(self):
        self.told = []

    def record_change(self, account):
        self.told.append(account)


def test_lists_are_read_anew_once_a_transaction_has_ended():
    """A list that another call read before the commit is not shared after it."""
    cache = Cache()
    transactions = Transactions(Scripted({"DeleteHIT": {}}), cache)
    asking = backend(Scripted({}), list_cache=cache, transactions=transactions)
    use = TokenUse("t", "CreateHIT")
    with asking.open(Account("AKIDTEST")).begin(use) as together:
        drive(talk(CHANGE), together)
    assert together.undoes
    assert transactions.used == ("AKIDTEST", use)
    assert (transactions.told, cache.told) == (1, ["AKIDTEST"] * 2)


def test_a_late_refusal_leaves_the_outcome_unknown_and_says_what_it_said():
    upstream = Scripted({"DeleteHIT": RefusedError("C", "no such HIT", after_lost_answer=True)})
    with pytest.raises(OutcomeUnknownError, match="no such HIT"):
        drive(talk(CHANGE), session(upstream))


def test_a_refusal_after_a_change_is_told_in_the_upstreams_words():
    upstream = Scripted({"DeleteHIT": {}, "GetHIT": RefusedError("C", "m")})
    with pytest.raises(RefusedError):
        drive(talk(CHANGE, READ), session(upstream))


def test_a_change_counts_even_if_the_next_step_cannot_be_worked_out():
    def broken():
        yield CHANGE
        raise UnavailableError("it left out what the next step is made of")

    with pytest.raises(OutcomeUnknownError):
        drive(broken(), session(Scripted({"DeleteHIT": {}})))
