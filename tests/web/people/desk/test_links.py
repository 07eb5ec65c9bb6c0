"""Recruiting links at the desk."""

import re

import pytest
from support.market import ME, NOON, OTHER
from support.people import SITE
from support.recruiting import add_link, arrive, arrived, do_task
from support.work import make

from adapter.marketplace.links import Links
from adapter.marketplace.people import People

NEW = "/desk/links/new?platform="


def links(market):
    return [link for link, _ in Links(market.service).list_all(ME)]


def send(desk, platform, **fields):
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return desk.send(f"{NEW}{platform}", on=f"{NEW}{platform}", **named)


def test_a_link_is_made_by_the_form_and_shown(market, desk):
    hit_id = make(market)
    group = market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]
    assert (
        f'<option value="{group}" selected>Copy a receipt'
        in desk.open(f"{NEW}prolific&group={group}").text
    )
    given = {"name": "spring", "group_id": group, "most_tasks": "2", "ends": "2018-07-01T18:00"}
    answer = send(desk, "prolific", **given, code__completed="C1", code__none_left="C2")
    [link] = links(market)
    assert answer.location == f"/desk/links/{link.id}/arrivals"
    assert (link.name, link.group_id, link.most_tasks) == ("spring", group, 2)
    assert link.codes == {"completed": "C1", "none_left": "C2"}
    page = desk.open(answer.location).text
    assert f"{SITE}/go/{link.id}?PROLIFIC_PID={{{{%PROLIFIC_PID%}}}}&amp;STUDY_ID=" in page
    assert "1 Jul 2018, 18:00 UTC" in page
    assert "Nobody has come yet." in page


def test_every_platform_has_its_own_fields(market, desk):
    back = "https://lab.sona-systems.com/webstudy_credit.aspx?experiment_id=1&survey_code={id}"
    assert send(desk, "sona", back__completed=back).status_code == 303
    done, part = "https://connect.test/done", "https://connect.test/part"
    assert send(desk, "connect", back__completed=done, back__partial=part).status_code == 303
    assert send(desk, "class").status_code == 303
    given = {"preset": "besample", "id_parameter": "response_id", "kept_parameters": "wave, arm"}
    assert send(desk, "other", **given).status_code == 303
    other, class_, connect, sona = links(market)
    assert sona.back_urls == {"completed": back}
    assert connect.back_urls == {"completed": done, "partial": part}
    assert (class_.preset, class_.name) == ("class", "the class list")
    assert (other.preset, other.name) == ("besample", "besample")
    assert other.kept_parameters == ("wave", "arm")


@pytest.mark.parametrize(
    ("platform", "fields", "field", "says"),
    [
        ("prolific", {}, "code.completed", "Give the code"),
        ("prolific", {"code__completed": "C", "most_tasks": "two"}, "most_tasks", "such as 2"),
        ("prolific", {"code__completed": "C", "most_tasks": "0"}, "most_tasks", "at least one"),
        ("prolific", {"code__completed": "C", "ends": "soon"}, "ends", "Enter a time"),
        ("prolific", {"code__completed": "C", "group_id": "3X"}, "group_id", "no such group"),
        ("sona", {"back__completed": "https://x.test/?survey_code=XXXX"}, "back.completed", "{id}"),
        ("connect", {"back__partial": "javascript:alert(1)"}, "back.partial", "https://"),
        ("other", {"preset": "besample"}, "id_parameter", "participant"),
        ("other", {"preset": "name", "id_parameter": "p"}, "preset", "Choose"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(market, desk, platform, fields, field, says):
    answer = send(desk, platform, **fields)
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    error = re.search(f'id="{field}-error">(.*?)</p>', answer.text, re.S)[1]
    assert says in error
    assert re.search(f'id="{field}"[^>]*aria-invalid="true"', answer.text, re.S)
    assert not links(market)


def test_no_platform_is_a_choice_of_them(desk):
    page = desk.open("/desk/links/new").text
    platforms = re.findall(r"platform=(\w+)", page)
    assert platforms == ["prolific", "connect", "sona", "class", "other"]


def test_who_came_is_a_page_and_files(market, desk):
    link = add_link(market, most_tasks=1)
    first = arrive(market, link, "=cmd()", STUDY_ID="st1")
    do_task(market, first, make(market))
    second = arrive(market, link, "6a2d")
    arrived(market, second).accept(make(market))
    page = desk.open(f"/desk/links/{link.id}/arrivals").text
    for text in (first.worker_id, second.worker_id, "6a2d", "1 in work", "Completed"):
        assert text in page
    rows = desk.open(f"/desk/links/{link.id}/arrivals.json").json
    assert rows == [
        {
            "WorkerId": second.worker_id,
            "ExternalId": "6a2d",
            "ArrivalTime": "2018-06-01T12:00:00Z",
            "Submitted": 0,
            "InWork": 1,
            "Outcome": None,
            "Code": None,
            "FinishTime": None,
            "STUDY_ID": None,
            "SESSION_ID": None,
        },
        {
            "WorkerId": first.worker_id,
            "ExternalId": "=cmd()",
            "ArrivalTime": "2018-06-01T12:00:00Z",
            "Submitted": 1,
            "InWork": 0,
            "Outcome": "completed",
            "Code": "C1DONE",
            "FinishTime": "2018-06-01T12:00:00Z",
            "STUDY_ID": "st1",
            "SESSION_ID": None,
        },
    ]
    assert "'=cmd()" in desk.open(f"/desk/links/{link.id}/arrivals.csv").text
    [row] = desk.open("/desk/links.json").json
    assert (row["Came"], row["Working"], row["Completed"], row["State"]) == (2, 1, 1, "open")


def test_a_forgotten_participant_stays_without_a_number(market, desk):
    link = add_link(market)
    arrival = arrive(market, link, "5f1c9a")
    People(market.service).forget(arrival.worker_id)
    page = desk.open(f"/desk/links/{link.id}/arrivals").text
    assert ("5f1c9a" in page, "forgotten" in page) == (False, True)


def test_a_link_is_stopped_once(market, desk):
    link = add_link(market)
    page = f"/desk/links/{link.id}/arrivals"
    assert desk.send(f"/desk/links/{link.id}/stop", on=page).location == page
    assert links(market)[0].stopped == NOON
    assert "Stop the link" not in desk.open(page).text


def test_a_class_has_a_picture_and_no_other_platform(market, desk):
    link = add_link(market, preset="class", codes={})
    image = desk.open(f"/desk/links/{link.id}/qr.svg")
    assert (image.content_type, b"<svg" in image.data) == ("image/svg+xml", True)
    assert desk.open(f"/desk/links/{add_link(market).id}/qr.svg").status_code == 404


def test_the_links_of_another_account_are_not_there(market, desk, other_desk):
    link = add_link(market)
    assert desk.open(f"/desk/links/{link.id}/arrivals").status_code == 200
    for path in ("arrivals", "arrivals.csv", "arrivals.json", "qr.svg"):
        assert other_desk.open(f"/desk/links/{link.id}/{path}").status_code == 404
    token = other_desk.send(f"/desk/links/{link.id}/stop", on="/desk/links/new?platform=class")
    assert token.status_code == 404
    assert links(market)[0].stopped is None
    assert other_desk.open("/desk/links.json").json == []
    assert add_link(market, OTHER).id in other_desk.open("/desk/links").text
