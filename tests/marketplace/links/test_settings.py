"""What a requester may say of a recruiting link."""

from datetime import timedelta

import pytest
from support.market import ME, NOON, OTHER, Clock
from support.recruiting import CODES, PROLIFIC, add_link
from support.work import make

from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.links import Links, LinkSettings, LinkSettingsError

CONNECT = {"name": "autumn", "preset": "connect", "codes": {}}
SONA = (
    "https://lab.sona-systems.com/webstudy_credit.aspx?experiment_id=1&credit_token=a&survey_code="
)


def problems(market, **settings):
    with pytest.raises(LinkSettingsError) as caught:
        add_link(market, **settings)
    return caught.value.problems


def test_prolific_says_what_the_requester_does_not(market):
    link = add_link(market, kept_parameters=("wave",))
    assert link.id_parameter == "PROLIFIC_PID"
    assert link.kept_parameters == ("STUDY_ID", "SESSION_ID", "wave")
    found = {each: link.build_back_url(each, "5f1c", {}) for each in CODES}
    assert found == {
        outcome: f"https://app.prolific.com/submissions/complete?cc={code}"
        for outcome, code in CODES.items()
    }
    assert Links(market.service).find(link.id) == link


def test_an_outcome_without_a_code_has_no_way_back(market):
    link = add_link(market, codes={"completed": "C1DONE"})
    assert link.build_back_url("completed", "x", {}).endswith("cc=C1DONE")
    assert link.build_back_url("partial", "x", {}) is None


def test_the_way_back_of_completed_work_turns_nobody_away(market):
    done, part = "https://connect.test/done/1", "https://connect.test/part/1"
    link = add_link(market, **CONNECT, back_urls={"completed": done, "partial": part})
    assert link.build_back_url("completed", "x", {}) == done
    assert link.build_back_url("partial", "x", {}) == part
    assert link.build_back_url("turned_away", "x", {}) is None


def test_the_way_back_of_sona_has_the_participants_id(market):
    settings = {"name": "s", "preset": "sona", "codes": {}}
    text = "Write {id} where the platform's address has XXXX."
    back = {"completed": f"{SONA}XXXX"}
    assert problems(market, **settings, back_urls=back) == {"back.completed": text}
    link = add_link(market, **settings, back_urls={"completed": f"{SONA}{{id}}"})
    assert link.build_back_url("completed", "1234", {}) == f"{SONA}1234"


@pytest.mark.parametrize(
    "value", ["a b", "a/../b", "a&cc=X", "a\r\nLocation: x", "ü", "{code}", "%"]
)
def test_what_a_participant_sends_stays_one_value(market, value):
    back = {"completed": "https://p.test/done?p={id}&s={STUDY_ID}"}
    link = add_link(market, back_urls=back)
    url = link.build_back_url("completed", value, {"STUDY_ID": value})
    assert url.startswith("https://p.test/done?p=")
    assert not set(url.removeprefix("https://p.test/done?p=")) & set("/&{}\r\n ü") - {"&"}
    assert url.count("&") == 1


@pytest.mark.parametrize(
    "back",
    [
        "//evil.test/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:/evil.test",
        "https://{id}.evil.test/",
        "https://evil.test{id}",
        "https://evil.test:{id}/",
        "https://{id}@evil.test/",
        "https://user@evil.test/",
        "https://evil.test\\@good.test/",
        "https://good.test/\r\nSet-Cookie: x",
        "https://good.test/a b",
        "https://good.test:port/",
        "https://[::1/",
        "http://good.test/",
        "ftp://good.test/",
        "https://",
        "{id}",
        "https://good.test/{STUDY",
        "https://good.test/{UNKNOWN}",
        "https://good.test/?" + "x" * 2000,
    ],
)
def test_a_way_back_that_could_lead_elsewhere_is_refused(market, back):
    assert [*problems(market, back_urls={"partial": back})] == ["back.partial"]


@pytest.mark.parametrize("host", ["127.0.0.1:9000", "localhost", "[::1]:9000"])
def test_a_way_back_to_this_machine_may_be_plain(market, host):
    link = add_link(market, back_urls={"completed": f"http://{host}/done?cc={{code}}"})
    assert link.build_back_url("completed", "x", {}) == f"http://{host}/done?cc=C1DONE"


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"preset": "name", "id_parameter": "p"}, "preset"),
        ({"preset": "requester", "id_parameter": "p"}, "preset"),
        ({"preset": "Two words", "id_parameter": "p"}, "preset"),
        ({"preset": "besample"}, "id_parameter"),
        ({"id_parameter": "a b"}, "id_parameter"),
        ({"kept_parameters": ("a&b",)}, "kept_parameters"),
        ({"kept_parameters": ("code",)}, "kept_parameters"),
        ({"most_tasks": 0}, "most_tasks"),
        ({"most_tasks": 10**20}, "most_tasks"),
        ({"codes": {}}, "code.completed"),
        ({"codes": {"completed": "a b"}}, "code.completed"),
        ({"codes": {"completed": "C", "done": "D"}}, "code"),
        ({"group_id": "3NOTHING"}, "group_id"),
        ({"opens": NOON, "ends": NOON}, "ends"),
    ],
)
def test_settings_that_cannot_be_used_are_named(market, settings, field):
    assert [*problems(market, **settings)] == [field]


def test_everything_is_said_at_once(market):
    found = problems(market, name="", most_tasks=0, codes={"completed": "a b"})
    assert [*found] == ["name", "code.completed", "most_tasks"]


def test_the_group_is_the_accounts(market):
    group = market("GetHIT", OTHER, HITId=make(market, OTHER))["HIT"]["HITGroupId"]
    assert [*problems(market, group_id=group)] == ["group_id"]
    assert add_link(market, OTHER, group_id=group).group_id == group


def test_ids_of_links_are_unguessable(tmp_path):
    service = Marketplace(f"sqlite:///{tmp_path}/m.db", Environment(Clock()))
    found = {Links(service).add(ME, LinkSettings(**PROLIFIC)).id for _ in range(20)}
    service.close()
    assert len(found) == 20
    assert all(len(each) == 30 for each in found)  # 29 of 36 letters each: 149 bits


def test_a_link_is_open_from_its_opening_to_its_end(market):
    link = add_link(market, opens=NOON + timedelta(hours=1), ends=NOON + timedelta(hours=2))
    states = [link.find_state(NOON + timedelta(minutes=each)) for each in (59, 60, 119, 120)]
    assert states == ["not open", "open", "open", "ended"]
    stopped = Links(market.service).stop(ME, link.id)
    assert (stopped.stopped, stopped.find_state(NOON)) == (NOON, "stopped")
