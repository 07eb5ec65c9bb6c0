"""What a miss says: the nearest recording, and every difference."""

import json

from hypothesis import given
from hypothesis import strategies as st
from support.exchanges import NOON

from adapter.model import ModernCall
from adapter.recordings import RecordedCall
from adapter.recordings.compare import (
    Recording,
    build_key,
    describe_differences,
    drop_volatile,
    find_nearest,
    render_columns,
    summarize,
)


def call(operation="ListHITs", **params):
    return ModernCall(operation, params)


def recordings(*calls):
    return [Recording(f"X/{n}", 0, RecordedCall(each, {})) for n, each in enumerate(calls)]


def test_the_order_of_parameters_does_not_matter_and_everything_else_does():
    assert build_key(call(a=1, b={"c": 2, "d": 3})) == build_key(call(b={"d": 3, "c": 2}, a=1))
    different = [call(a=1), call(a="1"), call(a=True), call(a=1.5), call(a=[1]), call(a=None)]
    different += [call(), call("GetHIT", a=1), call(b=1), call(a=[1, 2]), call(a=[2, 1])]
    assert len({build_key(each) for each in different}) == len(different)


def test_what_is_new_in_every_call_does_not_last():
    assert drop_volatile(call(UniqueRequestToken="x", a=1)) == call(a=1)


def test_the_nearest_has_the_fewest_differences_and_then_the_likest_text():
    far, near = call(HITId="3ABC", MaxResults=10), call(HITId="3ABD", MaxResults=100)
    other = call("GetHIT", HITId="3ABE", MaxResults=100)
    nearer, tied = call(HITId="3ABEE", MaxResults=100), call(HITId="Q", MaxResults=100)
    asked = call(HITId="3ABE", MaxResults=100)
    assert find_nearest(asked, recordings(other, far, near)).recorded.call == near
    assert find_nearest(asked, recordings(tied, nearer, near)).recorded.call == nearer
    assert find_nearest(asked, recordings(other)) is None
    assert find_nearest(asked, ()) is None


def test_every_difference_is_told():
    asked = call(
        HITId="A", Page=1, Reviewed=True, At=NOON, Names=["x", "y"], In={"Deep": [{"a": 1}]}
    )
    recorded = call(HITId="B", Page="1", Rejected=False, Names=["y"], In={"Deep": [{"a": 2}]})
    assert describe_differences(asked, recorded) == (
        'At is "2026-11-21T12:00:00.250000Z", recorded without; '
        'HITId is "A", recorded "B"; '
        "In.Deep[0].a is 1, recorded 2; "
        'Names[0] is "x", recorded without; '
        'Page is 1, recorded "1"; '
        "Rejected is missing, recorded false; "
        "Reviewed is true, recorded without"
    )
    assert (
        describe_differences(call("GetHIT"), call()) == "the operation is GetHIT, recorded ListHITs"
    )
    assert describe_differences(asked, asked) == ""


def test_many_differences_are_cut():
    told = describe_differences(call(**{f"P{n:02}": n for n in range(30)}), call())
    assert told.count("; ") == 20
    assert told.endswith("; and 10 more")


def test_long_values_are_shown_where_they_part():
    same = "same " * 100
    told = describe_differences(call(Test=f"{same}here"), call(Test=f"{same}there"))
    assert told == 'Test is …same same same here", recorded …same same same there"'


def test_both_columns_stand_side_by_side():
    lines = render_columns(call(HITId="A", Z=1), call(HITId="B", Z=1, Y="y" * 200)).split("\n")
    left, right = [[line[:64].rstrip() for line in lines], [line[67:] for line in lines]]
    assert left == ["asked", "ListHITs", "{", '  "HITId": "A",', "", '  "Z": 1', "}"]
    assert right[:4] == ["recorded", "ListHITs", "{", '  "HITId": "B",']
    assert right[4].endswith("… (210 characters)")
    assert [line[65] for line in lines] == ["|", "|", "|", "!", "!", "|", "|"]
    assert max(map(len, lines)) <= 64 * 2 + 3
    assert render_columns(call(), None).split("\n")[1].rstrip() == f"{'ListHITs':64} !"


texts = st.text(st.characters(exclude_categories=()))
params = st.dictionaries(texts, texts | st.lists(texts, max_size=3), max_size=4)


@given(params, params)
def test_any_call_is_told_in_plain_and_short_text(asked, recorded):
    one, other = ModernCall("ListHITs", asked), ModernCall("ListHITs", recorded)
    told = [
        summarize(one),
        describe_differences(one, other),
        *render_columns(one, other).split("\n"),
    ]
    assert all(text.isprintable() for text in told)
    assert len(told[0]) < 300
    assert len(told[1]) < 20 * 300
    assert (told[1] == "") == (build_key(one) == build_key(other))
    assert json.loads(build_key(one))[1] == asked


def test_what_holds_too_many_values_is_not_compared():
    many = ModernCall("ListHITs", {"a": list(range(2001))})
    assert describe_differences(many, ModernCall("ListHITs", {})) == (
        "too many values to compare: asked 2001, recorded 0"
    )
