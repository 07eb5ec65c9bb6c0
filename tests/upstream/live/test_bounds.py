"""What an upstream may cost: bytes of an answer, characters of an error, time to read a text."""

import gzip
import itertools
import json
import time
from contextlib import suppress

import pytest
from support.current_stub import answer_bytes, answer_with, current_stub, fault, stream
from support.live import ACCOUNT, live

from adapter.errors import OutcomeUnknownError, RefusedError, UnavailableError
from adapter.model import ModernCall
from adapter.translation.refusals import rebuild_data
from adapter.upstream.live.answers import parse_answer
from adapter.upstream.live.failures import build_local_refusal, find_legacy_code

MIB = 1024 * 1024
GET = ModernCall("GetHIT", {"HITId": "H"})
PAY = ModernCall(
    "SendBonus", {"WorkerId": "A", "BonusAmount": "1", "AssignmentId": "B", "Reason": "R"}
)
TOKENED = ModernCall("SendBonus", {**PAY.params, "UniqueRequestToken": "once"})
HIT = {"HIT": {"HITId": "H"}}
HEAD = b"HTTP/1.1 200 OK\r\n"
BLANKS = b" " * 65536


class Endless:
    """A head, then the piece over and over: 64 MiB of it, so that a test ends that fails."""

    def __init__(self, head, piece):
        self._head = head
        self._piece = piece
        self.sent = 0

    def __iter__(self):
        yield self._head
        for _ in range(64 * MIB // len(self._piece)):
            self.sent += len(self._piece)
            yield self._piece


def endless(kind):
    match kind:
        case "no length":
            return Endless(HEAD + b"\r\n", BLANKS)
        case "a length":
            return Endless(HEAD + b"Content-Length: 5900000000\r\n\r\n", BLANKS)
        case "chunks":
            return Endless(
                HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n%b\r\n" % BLANKS
            )
        case "an error":
            return Endless(b"HTTP/1.1 400 Bad\r\n\r\n", BLANKS)
    raise ValueError(kind)


@pytest.mark.parametrize("kind", ["no length", "a length", "chunks", "an error"])
def test_an_endless_answer_is_given_up_at_the_ceiling_and_not_asked_for_again(kind):
    pieces = endless(kind)
    with (
        current_stub(stream(pieces)) as stub,
        live(stub.url, max_answer_bytes=MIB) as upstreams,
        pytest.raises(UnavailableError, match="more than 1048576 bytes"),
    ):
        upstreams.open(ACCOUNT).send(GET)
    assert len(stub.calls) == 1
    assert pieces.sent < 32 * MIB


@pytest.mark.parametrize("call", [PAY, TOKENED], ids=["plain", "with a token"])
def test_a_change_with_an_endless_answer_is_sent_once_and_its_outcome_is_unknown(call):
    with (
        current_stub(stream(endless("no length"))) as stub,
        live(stub.url, max_answer_bytes=MIB) as upstreams,
        pytest.raises(OutcomeUnknownError),
    ):
        upstreams.open(ACCOUNT).send(call)
    assert len(stub.calls) == 1


def test_the_next_call_after_an_endless_answer_is_answered():
    with (
        current_stub(stream(endless("chunks")), answer_with(HIT)) as stub,
        live(stub.url, max_answer_bytes=MIB) as upstreams,
    ):
        upstream = upstreams.open(ACCOUNT)
        with pytest.raises(UnavailableError):
            upstream.send(GET)
        assert upstream.send(GET) == HIT
    assert stub.connections == 2


@pytest.mark.parametrize("more", [0, 1])
def test_an_answer_may_have_exactly_as_many_bytes_as_the_ceiling(more):
    body = json.dumps(HIT).encode()
    with (
        current_stub(answer_bytes(body)) as stub,
        live(stub.url, max_answer_bytes=len(body) - more) as upstreams,
    ):
        if more:
            with pytest.raises(UnavailableError, match="more than"):
                upstreams.open(ACCOUNT).send(GET)
        else:
            assert upstreams.open(ACCOUNT).send(GET) == HIT


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD, b"X-More: %b\r\n" % (b"x" * 60_000)),
        (HEAD, b"X-More: 1\r\n"),
        (HEAD + b"X-Long: ", b"x" * 65536),
        (b"HTTP/1.1 200 ", b"x" * 65536),
        (b"", b"HTTP/1.1 100 Continue\r\n%b\r\n" % (b"X-More: 1\r\n" * 200)),
    ],
    ids=["headers", "short headers", "a header", "a status line", "headers of interim answers"],
)
def test_an_endless_head_is_given_up(head, piece):
    pieces = Endless(head, piece)
    with (
        current_stub(stream(pieces)) as stub,
        live(stub.url, attempts=1) as upstreams,
        pytest.raises(UnavailableError, match="did not arrive"),
    ):
        upstreams.open(ACCOUNT).send(GET)
    assert len(stub.calls) == 1
    assert pieces.sent < 32 * MIB


def test_a_packed_answer_that_nobody_asked_for_is_never_unpacked():
    packed = gzip.compress(b" " * 8 * MIB)
    assert len(packed) < MIB / 64
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with (
        current_stub(stream((head, packed))) as stub,
        live(stub.url, attempts=1, max_answer_bytes=MIB // 64) as upstreams,
        pytest.raises(UnavailableError, match="not whole, or not of the form"),
    ):
        upstreams.open(ACCOUNT).send(GET)


def test_code_and_message_of_an_error_are_cut():
    step = fault("RequestError", "m" * 3000, "AWS.MechanicalTurk." + "c" * 300)
    with (
        current_stub(step) as stub,
        live(stub.url) as upstreams,
        pytest.raises(RefusedError) as caught,
    ):
        upstreams.open(ACCOUNT).send(GET)
    assert caught.value.code == ("AWS.MechanicalTurk." + "c" * 300)[:256]
    assert caught.value.message == "m" * 2000


def test_a_code_without_a_turk_code_is_cut_too():
    error = parse_answer("GetHIT", 400, {}, json.dumps({"__type": "x#" + "c" * 300}).encode())
    assert error["Error"]["Code"] == "c" * 256


# Time


def seconds(function, *arguments):
    """The processor time of a call that may refuse its input."""
    start = time.process_time()
    with suppress(UnavailableError, RefusedError):
        function(*arguments)
    return time.process_time() - start


def filled(piece, before="", behind=""):
    return before + piece * (4 * MIB // len(piece)) + behind


STATUS = "can be called with a status of: "
MESSAGES = [
    filled(" "),
    filled(" ", STATUS, "!"),
    filled("A ", STATUS, "!"),
    filled("A, ", STATUS, "!"),
    filled("A", STATUS, "!"),
    filled(STATUS),
    filled(STATUS + "A "),
    filled("in the state '"),
    filled("A", "in the state '"),
    filled("must be "),
    filled("less tha"),
    filled("valid values ar"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=itertools.count())
def test_a_long_message_is_read_in_time_that_grows_with_its_length(message):
    code = "AWS.MechanicalTurk.InvalidHITState"
    assert seconds(rebuild_data, code, message, {"HITId": "H"}) < 1
    assert seconds(find_legacy_code, message) < 1


@pytest.mark.parametrize(
    "line",
    [
        filled("x", "Missing required parameter in "),
        filled("x", 'Missing required parameter in a: "'),
        filled("x", "Invalid type for parameter "),
        filled("min length: ", "Invalid length for parameter a, value: "),
        filled("min value: ", "Invalid value for parameter a, value: "),
        filled("Invalid value for parameter a, value: \n"),
    ],
    ids=itertools.count(),
)
def test_a_long_report_of_boto_is_read_in_time_that_grows_with_its_length(line):
    assert seconds(build_local_refusal, line, GET) < 1


BODIES = [
    filled(" ").encode(),
    filled("[").encode(),
    filled('{"HIT":').encode(),
    filled("1", '{"HIT":{"MaxAssignments":', "}}").encode(),
    filled("1", '{"HIT":{"CreationTime":0.', "}}").encode(),
    filled("9", '{"HIT":{"CreationTime":1e', "}}").encode(),
    filled("9", '{"HIT":{"CreationTime":"', '"}}').encode(),
    filled("\\ud83d", '{"HIT":{"HITId":"', '"}}').encode(),
    filled('"":1,', '{"HIT":{', '"HITId":"H"}}').encode(),
    filled("#", '{"__type":"', '"}').encode(),
    b"\xff" * 4 * MIB,
]


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("body", BODIES, ids=itertools.count())
def test_a_long_answer_is_read_in_time_that_grows_with_its_length(body, status):
    assert seconds(parse_answer, "GetHIT", status, {}, body) < 1
