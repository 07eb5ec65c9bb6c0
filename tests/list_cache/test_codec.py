"""Packed lists: what is read back is what was packed, in less room."""

import contextlib
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from adapter.list_cache.codec import EncodingError, count_block_rows, decode, encode

LETTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, max_size=8) | st.text(LETTERS, min_size=40, max_size=60)
PLAIN = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXTS
    | st.datetimes(timezones=st.just(UTC)) | st.floats(allow_nan=False)
)  # fmt: skip
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
ITEMS = st.lists(st.dictionaries(st.sampled_from("ABCDE"), VALUES), max_size=12)


def exactly(value):
    """The value with the type of all that is in it: 1 equals True, and 1.0 equals both."""
    if isinstance(value, dict):
        return [(exactly(name), exactly(each)) for name, each in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [exactly(each) for each in value]
    return type(value), value, str(value)


@given(ITEMS, st.integers(1, 5))
def test_every_page_is_read_back_as_it_was(items, size):
    packed = encode(items, size)
    for start in range(0, len(items) + 2 * size, size):
        found = packed.decode_page(start, size)
        assert exactly(list(found)) == exactly(items[start : start + size])
        assert packed.total == len(items)


@given(ITEMS, st.integers(1, 5), st.randoms())
def test_pages_of_a_long_list_come_from_the_block_they_stand_in(items, size, random):
    many = [random.choice(items or [{}]) for _ in range(250)]
    packed = encode(many, size)
    start = size * random.randrange(250 // size)
    assert list(packed.decode_page(start, size)) == many[start : start + size]


def frame(data):
    return zstandard.ZstdCompressor().compress(data)


def test_a_frame_that_announces_too_much_is_refused_before_it_is_unpacked():
    bomb = frame(bytes(200_000_000))
    assert len(bomb) < 20_000
    tracemalloc.start()
    with pytest.raises(EncodingError):
        decode(bomb, 0, 10)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


@pytest.mark.parametrize(
    "written",
    [
        zstandard.ZstdCompressor(write_content_size=False).compress(b"\x91\x80"),
        frame(b"\x91\xa1a"),  # a list of a text
        frame(b"\x91\x81\x01\x02"),  # of an item whose members have no names
        frame(b"\x80"),
        frame(b""),
        b"",
        b"hello",
    ],
)
def test_what_was_not_written_by_us_is_refused(written):
    with pytest.raises(EncodingError):
        decode(written, 0, 10)


def test_items_too_large_for_a_block_are_not_packed():
    with pytest.raises(EncodingError):
        encode([{"Answer": "x" * 1_000_000}] * 70, 100)


@pytest.mark.parametrize(
    ("page", "block"), [(1, 100), (7, 98), (10, 100), (100, 100), (65535, 65535)]
)
def test_a_page_stands_in_one_block(page, block):
    assert count_block_rows(page) == block


def test_a_time_of_another_zone_is_the_same_moment():
    there = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-8)))
    assert encode([{"A": there}], 1).decode_page(0, 1) == [{"A": there}]


def endless():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep


@pytest.mark.parametrize(
    "value",
    [
        *(object(), 1j, endless(), MappingProxyType({"B": 1}), 2**64, {"B": [object()]}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_no_upstream_answers_with_is_refused(value):
    with pytest.raises(EncodingError):
        encode([{"A": value}], 10)


def test_half_a_surrogate_pair_is_kept_as_it_is_answered():
    """A text of one worker must not keep a whole list from being kept."""
    item = {"A": "x\ud83d", "\ud800": [{"B": "\udc00 😀"}]}
    assert encode([item], 10).decode_page(0, 1) == [
        {"A": "x\ufffd", "\ufffd": [{"B": "\ufffd 😀"}]}
    ]


def test_a_long_text_that_items_share_lies_in_a_block_once():
    text = "".join(f"<Question>{number}</Question>" for number in range(2_650))
    assert len(text) > 64_000
    packed = encode([{"A": f"{number}", "Test": text} for number in range(200)], 10)
    assert sum(map(len, packed.blocks)) < 4 * len(text)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_list_are_said_so(data):
    with contextlib.suppress(EncodingError):
        assert isinstance(decode(data, 0, 10), list)


def test_a_block_cut_short_is_said_so():
    [block] = encode([{"A": "x" * 50, "B": number} for number in range(10)], 10).blocks
    for length in range(len(block)):
        with pytest.raises(EncodingError):
            decode(block[:length], 0, 10)


def request(number):
    """A request as a parser gives it: every text is an object of its own."""
    return {
        "QualificationRequestId": f"3{number:029}",
        "QualificationTypeId": "".join(["3TYPE", "0" * 25]),
        "WorkerId": f"A{number:013}",
        "Test": "".join(["<QuestionForm>", "q" * 900, "</QuestionForm>"]),
        "Answer": f"<QuestionFormAnswers>{'a' * 180}{number}</QuestionFormAnswers>",
        "SubmitTime": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
    }


def test_requests_of_one_type_take_less_than_a_tenth_of_their_memory():
    tracemalloc.start()
    try:
        items = [request(number) for number in range(5_000)]
        spread, _ = tracemalloc.get_traced_memory()
        packed = encode(items, 10)
        both, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert packed.total == 5_000
    assert (both - spread) / spread < 0.1
