"""YAML text: pleasant to read, and exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.recordings.write_yaml import write_yaml
from adapter.yaml import read_yaml

any_text = st.text(st.characters(exclude_categories=("Cs",)))
awkward = st.text("a \n:#-'\"\t\r\0\x85\u2028\ufeffé|>&*!%@`{}[],?~1_0")
texts = any_text | awkward
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(values, max_size=4) | st.dictionaries(texts, values, max_size=4))
def test_every_value_comes_back(value):
    assert read_yaml(write_yaml(value).encode().decode()) == value


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "on", "1_0", "0x1F", "1e3", "~", "null", "", "<<", "=", "12:30"),
        *("'", '"', "a: b", "# a", "- a", "--- a", "...", "[a]", "{a: b}", "&a", "*a", "!a"),
        *("\0", "\x7f", "\x85", "a\x85b", "\u2028", "\ufeff", "😀"),
        *(" a", "a ", "a\n", "\n", "a\r\nb", "a\n b", "a \nb", "\ta", "a\tb\n"),
        *("2018-06-01", "2018-06-01T12:00:00Z"),
    ],
)
def test_a_text_stays_the_text_it_is(text):
    written = write_yaml({text: [text, {"a": text}]})
    assert read_yaml(written) == {text: [text, {"a": text}]}
    assert type(read_yaml(written)[text][0]) is str


def test_lines_of_a_text_are_lines_of_the_file():
    form = '<?xml version="1.0"?>\n<QuestionForm>\n  <Overview/>\n</QuestionForm>'
    assert write_yaml({"Test": form, "Name": "x: y"}) == (
        "Test: |-\n"
        '  <?xml version="1.0"?>\n'
        "  <QuestionForm>\n"
        "    <Overview/>\n"
        "  </QuestionForm>\n"
        "Name: 'x: y'\n"
    )


def test_a_long_line_is_not_folded():
    long = "word " * 200 + "end"
    assert write_yaml({"a": long}) == f"a: {long}\n"


def test_the_same_object_twice_is_written_twice():
    same = {"a": [1]}
    assert "&" not in write_yaml([same, same])


def test_a_time_is_text():
    assert read_yaml("at: 2018-06-01T12:00:00Z") == {"at": "2018-06-01T12:00:00Z"}
    assert write_yaml({"at": "2018-06-01T12:00:00Z"}) == "at: 2018-06-01T12:00:00Z\n"


def test_half_a_surrogate_pair_becomes_the_replacement_character():
    assert read_yaml(write_yaml({"a\ud800": ["\udfff"]})) == {"a\ufffd": ["\ufffd"]}


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "{1: a,\n1: b}", "a:\n  'b': 1\n  b: 2"])
def test_a_key_that_stands_twice_is_refused(text):
    with pytest.raises(ValueError, match=r"^line [23], column \d: found duplicate key"):
        read_yaml(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((each, each) for each in ("yes", "No", "on", "12:30:45", "2018-06-01", "0x1F", "1_000")),
        *(("<<", "<<"), ("=", "="), ("true", True), ("False", False), ("012", 12), ("-7", -7)),
        *(("", None), ("~", None), ("null", None), ("1.50", 1.5), ("1e3", 1000.0)),
    ],
)
def test_what_is_not_text(text, value):
    found = read_yaml(f"a: {text}")["a"]
    assert (found, type(found)) == (value, type(value))


def test_a_key_that_cannot_be_one():
    with pytest.raises(ValueError, match=r"^line 1, column 3: found unhashable key"):
        read_yaml("? [a]\n: b")
