"""Texts without secrets, held against the plain rule, and never longer than what came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exchanges import ACCOUNT, CONTEXT, RESPONSE, exchange, listing

from adapter.auth.legacy.errors import build_wrong_signature
from adapter.legacy_api import query
from adapter.model import HttpRequest, ModernCall
from adapter.observability.access_log import AccessLog, CallResult
from adapter.observability.history import CallHistory
from adapter.observability.metrics import CallStats, Metrics, UpstreamCall
from adapter.recordings.redaction import redact
from adapter.redaction import MAX_SECRETS, MIN_CHARACTERS, Redactor

LETTERS = "REDACT(secrt)é"
words = st.text(LETTERS, min_size=1, max_size=9)
texts = st.lists(words | st.text(LETTERS, max_size=30), max_size=12).map("".join)


def covered(text, secrets):
    """Which characters stand in an occurrence of a secret."""
    return {
        place
        for secret in secrets
        for start in range(len(text) - len(secret) + 1)
        if text.startswith(secret, start)
        for place in range(start, start + len(secret))
    }


@given(st.sets(words, max_size=MAX_SECRETS), texts)
def test_what_stands_in_no_secret_stays_and_nothing_else(secrets, text):
    gone = covered(text, [each for each in secrets if len(each) >= MIN_CHARACTERS])
    kept = [letter for place, letter in enumerate(text) if place not in gone]
    clean = Redactor(secrets, "\0").text(text)
    assert clean.replace("\0", "") == "".join(kept)
    assert ("\0" in clean) == bool(gone)


@given(st.sets(words, max_size=MAX_SECRETS), texts, st.integers(0, 40))
def test_a_text_that_is_cut_does_not_end_in_half_a_secret(secrets, text, limit):
    redactor = Redactor(secrets, "\0")
    clean, whole = redactor.text(text, limit), redactor.text(text)
    assert whole.startswith(clean)
    assert len(clean) <= limit + 1
    assert len(clean) == len(whole) or "\0" in clean or clean == text[:limit]


def test_the_longest_secret_goes_as_a_whole():
    assert Redactor(["secret", "secret-and-more"]).text("a secret-and-more") == "a REDACTED"


def test_six_characters_are_a_secret_and_five_are_a_word():
    assert Redactor(["abcdef", "vwxyz"]).text("abcdef vwxyz") == "REDACTED vwxyz"


@pytest.mark.parametrize(("count", "text"), [(20, "hello"), (21, "REDACTED")])
def test_so_many_secrets_are_looked_for_and_with_one_more_the_whole_text_goes(count, text):
    assert Redactor([f"secret{number}" for number in range(count)]).text("hello") == text


def test_what_replaces_a_secret_is_no_place_for_another():
    assert Redactor(["EDACTE", "DACTED", "hunter2"]).text("hunter2") == "REDACTED"


@pytest.mark.parametrize(
    "secrets",
    [
        [f"secret-{number}" for number in range(MAX_SECRETS + 1)],
        ["x" * 20_000],
    ],
)
def test_beyond_the_limits_every_text_goes_as_a_whole(secrets):
    redactor = Redactor(secrets)
    assert (redactor.text("a text"), redactor.text("")) == ("REDACTED", "")


NAMES = st.sampled_from(["secret", "AWSSecretKey", "Signature", "Title", "SignatureVersion", "A"])
pairs = st.lists(st.tuples(NAMES, words | texts), max_size=60)


def called(sent):
    body = "&".join(f"{name}={text}" for name, text in [("Operation", "GetHIT"), *sent])
    return HttpRequest("POST", "localhost", "/", b"", {}, body.encode())


def size(value):
    """Every character in a value."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(size(each) for pair in value.items() for each in pair)
    return sum(map(size, value)) if isinstance(value, list | tuple) else 0


@given(pairs)
def test_the_history_and_the_log_are_no_longer_than_twice_the_call(sent):
    http = called([(name, text) for name, text in sent if name != "Signature"])
    envelope, history = query.read(http), CallHistory()
    params = {str(number): text for number, (_, text) in enumerate(sent)}
    tally = CallStats(0.0, [UpstreamCall(ModernCall("GetHIT", params), "success", 0.1)])
    result = CallResult(RESPONSE, ("success",), CONTEXT, envelope.operation, envelope=envelope)
    AccessLog(Metrics(), history).record(result, tally)
    [entry] = history.list_entries()
    assert size(entry.parameters) <= 2 * len(http.body) + 8 * len(sent)
    assert size(entry.upstream_calls[0].call.params) <= 2 * size(params) + 8 * len(sent)
    assert entry.weight > size(entry.parameters) + size(entry.upstream_calls[0].call.params)


@given(pairs, st.booleans())
def test_a_refused_signature_is_no_longer_than_the_call_and_what_we_say(sent, everything):
    once = {name: text for name, text in sent if name != "SignatureVersion"}
    mark = [("SignatureVersion", "1")] if everything else []
    http = called([*once.items(), *mark, *(each for each in sent if each[0] == "A")])
    claims = query.read(http).claims
    now = CONTEXT.now
    [problem] = build_wrong_signature(ACCOUNT, ACCOUNT.secret, claims, now, now).problems
    assert len(problem.message) < 1000 + 2 * len(http.body)
    assert size(problem.data) < 200 + 4 * len(http.body)


@given(pairs)
def test_a_recording_is_no_longer_than_a_few_times_the_exchange(sent):
    http = called(sent)
    made = exchange(
        parameters=tuple(sent), request=http, calls=(listing(dict(sent), **dict(sent)),)
    )
    clean = redact(made)
    assert size(clean.request.body) <= 10 * len(http.body)
    assert size(clean.parameters) <= 2 * size(made.parameters)
    assert size(clean.calls[0].answer) <= 2 * size(made.calls[0].answer)
