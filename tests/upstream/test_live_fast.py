"""The fast way to read an answer gives what the slow one gives, or leaves it to that."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.current_api.model import load
from adapter.upstream.live.answers import read_slowly
from adapter.upstream.live.fast import decoded

API = load()
OPERATIONS = st.sampled_from(API.operations)
# Escaped by json.dumps, so that surrogates which stand alone are in it too.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=8)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
TIMES = st.one_of(
    st.integers(0, 2**32),
    st.floats(0, 2**32),
    st.floats(),
    st.sampled_from(["2018-06-01T12:00:00Z", "2018-06-01T12:00:00+02:00", "2018-06-01", ""]),
)
PLAIN = {
    "string": TEXTS,
    "integer": st.integers(),
    "long": st.integers(),
    "boolean": st.booleans(),
    "timestamp": TIMES,
}


def values(shape, odd):
    """Values of the shape; where `odd`, with members that are null, strange or of other types."""
    if shape.type == "structure":
        members = {name: values(member, odd) for name, member in shape.members.items()}
        if not odd:
            return st.fixed_dictionaries({}, optional=members)
        strange = st.dictionaries(TEXTS, ANYTHING, max_size=1)
        return st.builds(
            dict.__or__,
            st.fixed_dictionaries({}, optional=members | {"Mood": ANYTHING}),
            strange,
        )
    if shape.item is not None:
        return st.lists(values(shape.item, odd), max_size=3)
    return (PLAIN[shape.type] | PLAIN[shape.type] | ANYTHING) if odd else PLAIN[shape.type]


@given(st.data())
def test_what_is_decoded_fast_is_what_is_read_slowly(data):
    operation = data.draw(OPERATIONS)
    value = data.draw(values(API.output(operation), odd=True))
    body = json.dumps(value, ensure_ascii=data.draw(st.booleans())).encode("utf-8", "surrogatepass")
    assert decoded(operation, body) in (None, read(operation, body))


@given(st.data())
def test_bytes_that_are_broken_are_left_to_the_slow_way_or_read_alike(data):
    operation = data.draw(OPERATIONS)
    body = bytearray(json.dumps(data.draw(values(API.output(operation), odd=False))).encode())
    place = data.draw(st.integers(0, len(body)))
    body[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    assert decoded(operation, bytes(body)) in (None, read(operation, bytes(body)))


def read(operation, body):
    """What the slow way gives; something that equals nothing where it refuses."""
    try:
        return read_slowly(operation, body)
    except ValueError:
        return object()


def ordinary(shape):
    """A value of the shape with every member there is."""
    if shape.type == "structure":
        return {name: ordinary(member) for name, member in shape.members.items()}
    if shape.item is not None:
        return [ordinary(shape.item)] * 2
    return {"string": "é\U0001f600", "boolean": True, "timestamp": 1.5e9}.get(shape.type, 7)


@pytest.mark.parametrize("operation", API.operations)
def test_an_ordinary_answer_of_every_operation_is_decoded_fast(operation):
    body = json.dumps(ordinary(API.output(operation))).encode()
    assert decoded(operation, body) == read_slowly(operation, body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"QualificationRequests":[],"Mood":"\xff"}',
        b'{"QualificationRequests":[{"SubmitTime":1e18}]}',
        b'{"QualificationRequests":[{"SubmitTime":"2018-06-01T12:00:00"}]}',
        rb'{"QualificationRequests":[{"Answer":"\ud83d"}]}',
        b'{"QualificationRequests":[{"Answer":null}]}',
        b'{"x":' * 100_000 + b"1" + b"}" * 100_000,
    ],
)
def test_what_is_rare_or_broken_is_left_to_the_slow_way(body):
    assert decoded("ListQualificationRequests", body) is None
