import pytest
from support.scripted import Scripted

from adapter.errors import RefusedError, ThrottledError, UnavailableError
from adapter.messages import ModernCall, Walk
from adapter.translate.drive import drive


def talk(*wanted):
    answers = ()
    for each in wanted:
        answers += ((yield each),)
    return {"answers": answers}


READ, CHANGE = ModernCall("GetHIT", {}), ModernCall("DeleteHIT", {})
LISTING = Walk("ListHITs", {}, "HITs", "HITId")


def test_every_answer_goes_back_into_the_conversation():
    upstream = Scripted({"GetHIT": {"a": 1}, "ListHITs": ("x",)})
    assert drive(talk(READ, LISTING), upstream) == {"answers": ({"a": 1}, ("x",))}
    assert upstream.seen == [READ, LISTING]


def test_throttled_before_any_change_stays_throttled():
    upstream = Scripted({"GetHIT": {}, "DeleteHIT": ThrottledError("busy")})
    with pytest.raises(ThrottledError):
        drive(talk(READ, CHANGE), upstream)


def test_throttled_after_a_change_is_no_longer_a_503():
    upstream = Scripted({"DeleteHIT": {}, "GetHIT": ThrottledError("busy")})
    with pytest.raises(UnavailableError):
        drive(talk(CHANGE, READ), upstream)


def test_what_the_upstream_refuses_ends_the_conversation():
    upstream = Scripted({"GetHIT": RefusedError("C", "m")})
    with pytest.raises(RefusedError):
        drive(talk(READ, CHANGE), upstream)
    assert upstream.seen == [READ]
