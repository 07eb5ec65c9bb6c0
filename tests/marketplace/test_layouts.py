"""Layouts: kept, filled for HITs, and refused where they do not fit."""

import json

import pytest
from support.market import ME, OTHER
from support.work import TYPE, submit_work

from adapter.marketplace import RefusedCallError
from adapter.marketplace.documents import (
    DocumentKind,
    fill_layout,
    list_placeholders,
    list_violations,
    read_frame,
)
from adapter.marketplace.hits.layouts import add_layout, list_layouts
from adapter.marketplace.seeds import dump, load

PAGE = '<p>${first} and ${second}, ${first} again</p><script>var s = "$ {x} ${}";</script>'


def add(market, html=PAGE, account=ME, **more):
    with market.service.begin_write(account) as transaction:
        return add_layout(transaction, html, name="pairs", **more)


def fill(layout_id, *pairs):
    parameters = [{"Name": name, "Value": value} for name, value in pairs]
    return {"HITLayoutId": layout_id, "HITLayoutParameters": parameters}


def create(market, layout, **more):
    return market("CreateHIT", **TYPE, LifetimeInSeconds=60, **layout, **more)["HIT"]


def test_placeholders_are_listed_once_in_order():
    assert list_placeholders(PAGE) == ("first", "second")


def test_a_hit_of_a_layout_has_the_filled_page_as_its_question(market):
    layout_id = add(market, frame_height=600)
    made = create(market, fill(layout_id, ("first", "<b>a</b> & ]]>"), ("second", "${first}")))
    assert made["HITLayoutId"] == layout_id
    frame = read_frame(made["Question"])
    assert frame.html == PAGE.replace("${first}", "<b>a</b> & ]]>").replace("${second}", "${first}")
    assert frame.height == 600


@pytest.mark.parametrize("value", ["", "a\u0001b", "\u00e4\U0001f600", "<script>alert(1)</script>"])
def test_any_value_makes_a_question_that_can_be_answered(market, value):
    made = create(market, fill(add(market, "${x}"), ("x", value)))
    assert list_violations(DocumentKind.QUESTION, made["Question"]) == ()
    assert submit_work(market, made["HITId"])


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ((), "there is no value for ${first}, ${second}"),
        ((("first", "a"),), "there is no value for ${second}"),
        ((("first", "a"), ("second", "b"), ("third", "c")), "there is no placeholder for third"),
        ((("first", "a"), ("first", "b")), "there are several values for first"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(market, pairs, text):
    layout_id = add(market)
    told = market.invalid("CreateHIT", **TYPE, LifetimeInSeconds=60, **fill(layout_id, *pairs))
    start = f"The HITLayoutParameters do not fit the HITLayout {layout_id}"
    assert told == f"InvalidParameterValue: {start}: {text}."
    assert market("ListHITs")["NumResults"] == 0


def test_a_filled_page_has_the_length_of_a_question(market):
    layout_id = add(market, "${x}")
    told = market.refused(
        "CreateHIT", **TYPE, LifetimeInSeconds=60, **fill(layout_id, ("x", "x" * 70_000))
    )
    assert "65535" in told


def test_a_layout_that_is_not_there_or_anothers_makes_no_hit(market):
    theirs = add(market, account=OTHER)
    for layout_id in ("3NONE", theirs):
        assert (
            market.refused("CreateHIT", **TYPE, LifetimeInSeconds=60, HITLayoutId=layout_id)
            == f"HITLayoutDoesNotExist: HITLayout {layout_id} does not exist."
        )


def test_a_layout_can_have_the_id_that_an_old_program_names_once(market):
    assert add(market, layout_id="OLDID") == "OLDID"
    for account in (ME, OTHER):
        with pytest.raises(RefusedCallError, match="There is a layout OLDID already"):
            add(market, account=account, layout_id="OLDID")
    with market.service.begin_read(ME) as transaction:
        [kept] = list_layouts(transaction)
    assert (kept.id, kept.name, kept.placeholders) == ("OLDID", "pairs", ("first", "second"))


def test_layouts_outlive_a_dump(market, tmp_path):
    add(market, layout_id="OLDID", frame_height=5)
    create(market, fill("OLDID", ("first", "a"), ("second", "b")))
    seed = dump(market.service, ME)
    assert seed["HITLayouts"] == [
        {"HITLayoutId": "OLDID", "Name": "pairs", "HTML": PAGE, "FrameHeight": 5}
    ]
    with market.service.reset():
        pass
    load(market.service, json.dumps(seed), "seed")
    assert dump(market.service, ME) == seed


def test_values_are_not_filled_again():
    assert fill_layout("${a}${b}", {"a": "${b}", "b": "${a}"}) == "${b}${a}"
