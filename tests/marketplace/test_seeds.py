"""Seed files: what they may hold, what loading does, and that a dump is one."""

import copy
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.documents import KEY, TEST, answers
from support.market import ME, NOON, OTHER, Market

from adapter.errors import SeedError
from adapter.marketplace.seeds import dump, list_access_keys, load, reset
from adapter.marketplace.seeds.parse import parse_seed
from adapter.marketplace.storage.system_types import LOCALE
from adapter.marketplace.workers import Worker

SKY, SEA = "3SKY", "3SEA"
WHOLE = {
    "Account": {"AccessKeyId": ME, "AvailableBalance": "12.50"},
    "QualificationTypes": [
        {
            "QualificationTypeId": SEA,
            "CreationTime": "2018-01-01T00:00:00Z",
            "Name": "Sea",
            "Description": "Knows the sea.",
            "QualificationTypeStatus": "Inactive",
            "IsRequestable": True,
            "AutoGranted": True,
            "AutoGrantedValue": 4,
        },
        {
            "QualificationTypeId": SKY,
            "CreationTime": "2018-01-02T00:00:00.250000Z",
            "Name": "Sky",
            "Description": "Knows the sky.",
            "Keywords": "sky",
            "QualificationTypeStatus": "Active",
            "Test": TEST,
            "TestDurationInSeconds": 60,
            "AnswerKey": KEY,
            "RetryDelayInSeconds": 0,
            "IsRequestable": True,
            "AutoGranted": False,
        },
    ],
    "QualificationRequests": [
        {
            "QualificationRequestId": "3ASKED",
            "QualificationTypeId": SKY,
            "WorkerId": "AWORKER",
            "Test": TEST,
            "Answer": answers("blue"),
            "SubmitTime": "2018-02-01T00:00:00Z",
        },
        {
            "QualificationRequestId": "3AGAIN",
            "QualificationTypeId": SKY,
            "WorkerId": "AOTHER",
            "SubmitTime": "2018-02-02T00:00:00Z",
        },
    ],
    "Qualifications": [
        {
            "QualificationTypeId": SEA,
            "WorkerId": "AWORKER",
            "GrantTime": "2018-03-01T00:00:00Z",
            "IntegerValue": -3,
            "Status": "Revoked",
        },
        {
            "QualificationTypeId": LOCALE,
            "WorkerId": "AWORKER",
            "GrantTime": "2018-03-02T00:00:00Z",
            "Status": "Granted",
            "LocaleValue": {"Country": "US", "Subdivision": "CA"},
        },
    ],
    "WorkerBlocks": [{"WorkerId": "ABAD", "Reason": "Spam."}, {"WorkerId": "AWORSE"}],
    "Messages": [
        {
            "Recipient": "AWORKER",
            "Kind": "QualificationAssigned",
            "Subject": SEA,
            "Text": "",
            "SendTime": "2018-03-01T00:00:00Z",
        }
    ],
}


def seed(market, value, **changes):
    return load(market.service, json.dumps({**value, **changes}), "seed.json")


def refused(market, text):
    with pytest.raises(SeedError) as caught:
        load(market.service, text if isinstance(text, str) else json.dumps(text), "seed.json")
    assert list_access_keys(market.service) == ()
    return str(caught.value)


def test_a_dump_is_the_seed_that_was_loaded(market):
    seed(market, WHOLE)
    assert dump(market.service, ME) == WHOLE


def test_a_long_list_says_how_far_it_is(market):
    blocks = [{"WorkerId": f"A{number}"} for number in range(20_000)]
    text = json.dumps({"Account": {"AccessKeyId": ME}, "WorkerBlocks": blocks})
    loaded, dumped = [], []
    load(market.service, text, "seed.json", lambda *report: loaded.append(report))
    dump(market.service, ME, lambda *report: dumped.append(report))
    parts = [("WorkerBlocks", 10_000, 20_000), ("WorkerBlocks", 20_000, 20_000)]
    assert loaded == dumped == parts


def test_the_order_of_a_list_means_nothing(market):
    turned = {
        name: items[::-1] if isinstance(items, list) else items for name, items in WHOLE.items()
    }
    seed(market, turned)
    assert dump(market.service, ME) == WHOLE
    listed = market("ListQualificationRequests")["QualificationRequests"]
    assert [item["QualificationRequestId"] for item in listed] == ["3ASKED", "3AGAIN"]


def test_loading_twice_changes_nothing(market):
    assert sum(seed(market, WHOLE).values()) == 9
    assert sum(seed(market, WHOLE).values()) == 0
    assert dump(market.service, ME) == WHOLE


def test_loading_does_not_turn_back_what_went_on(market):
    seed(market, WHOLE)
    market("AcceptQualificationRequest", QualificationRequestId="3ASKED")
    seed(market, WHOLE, Account={"AccessKeyId": ME, "AvailableBalance": "1.00"})
    assert market("ListQualificationRequests")["NumResults"] == 1
    assert market("GetAccountBalance")["AvailableBalance"] == "12.50"


def test_members_that_are_missing_are_defaulted(market):
    seed(
        market,
        {
            "Account": {"AccessKeyId": ME},
            "QualificationTypes": [
                {"QualificationTypeId": SKY},
                {"QualificationTypeId": SEA, "Test": TEST, "TestDurationInSeconds": 9},
            ],
            "QualificationRequests": [
                {"QualificationRequestId": "3A", "QualificationTypeId": SKY, "WorkerId": "AB"},
                {
                    "QualificationRequestId": "3B",
                    "QualificationTypeId": SEA,
                    "WorkerId": "AB",
                    "Answer": answers("blue"),
                },
            ],
            "Qualifications": [{"QualificationTypeId": SKY, "WorkerId": "AB"}],
        },
    )
    assert market("GetQualificationType", QualificationTypeId=SKY)["QualificationType"] == {
        "QualificationTypeId": SKY,
        "CreationTime": NOON,
        "Name": SKY,
        "Description": SKY,
        "QualificationTypeStatus": "Active",
        "IsRequestable": True,
        "AutoGranted": False,
    }
    pending = market("ListQualificationRequests")["QualificationRequests"]
    assert [(item["SubmitTime"], item.get("Test")) for item in pending] == [
        (NOON, None),
        (NOON, TEST),
    ]
    held = market("GetQualificationScore", QualificationTypeId=SKY, WorkerId="AB")
    assert held["Qualification"]["IntegerValue"] == 1
    assert market("GetAccountBalance") == {"AvailableBalance": "10000.00"}


def test_what_is_seeded_goes_on_living(market):
    seed(market, WHOLE)
    market("AcceptQualificationRequest", QualificationRequestId="3AGAIN", IntegerValue=2)
    worker = Worker(market.service, "ANEW")
    assert worker.request_qualification(SKY, answers("blue"))["IntegerValue"] == 10
    assert len(dump(market.service, ME)["Qualifications"]) == 4


def test_accounts_do_not_see_each_others_seeds(market):
    seed(market, WHOLE)
    empty = {"Account": {"AccessKeyId": OTHER, "AvailableBalance": "10000.00"}}
    found = dump(market.service, OTHER)
    # What Amazon says of a worker is nobody's, and so everybody's.
    assert found.pop("Qualifications") == WHOLE["Qualifications"][1:]
    assert found == empty


def broken(**changes):
    return {**copy.deepcopy(WHOLE), **changes}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{", "$: not JSON: "),
        ("[]", "$: expected an object, found []"),
        ('{"Account": {"AccessKeyId": "A"}, "HITs": NaN}', "$: not JSON: NaN is not a JSON number"),
        ('{"Account": {"AccessKeyId": "A", "AccessKeyId": "B"}}', "'AccessKeyId' twice"),
        ("[" * 100_000, "$: not JSON: "),
        ({}, "$.Account: required, but missing"),
        ({"Account": {}}, "$.Account.AccessKeyId: required, but missing"),
        (broken(Acount={}), "$.Acount: no member of a seed file; did you mean Account?"),
        (broken(Account={"AccessKeyId": ME, "AvailableBalance": 3}), "$.Account.AvailableBalance"),
        *(
            (
                broken(Account={"AccessKeyId": ME, "AvailableBalance": "9" * digits}),
                "$.Account.AvailableBalance: it exceeds the maximum",
            )
            for digits in (14, 40, 5000)
        ),
        (
            broken(QualificationTypes=[{"Name": "S"}]),
            "$.QualificationTypes[0].QualificationTypeId: req",
        ),
        (
            broken(QualificationTypes=[{"QualificationTypeId": "3X", "Nmae": "S"}]),
            "$.QualificationTypes[0].Nmae: no member of QualificationType; did you mean Name?",
        ),
        (
            broken(QualificationTypes=[{"QualificationTypeId": "3X", "Test": "<a/>"}]),
            "$.QualificationTypes[0].Test: ",
        ),
        (
            broken(
                QualificationTypes=[{"QualificationTypeId": "3X", "CreationTime": "2018-01-01"}]
            ),
            "$.QualificationTypes[0].CreationTime: expected a time with its zone",
        ),
        (
            broken(
                QualificationTypes=[{"QualificationTypeId": each, "Name": "S"} for each in "AB"]
            ),
            "$.QualificationTypes[1]: it has the same name as $.QualificationTypes[0]",
        ),
        (
            broken(WorkerBlocks=[{"WorkerId": "AB"}, {"WorkerId": "AB"}]),
            "$.WorkerBlocks[1]: it has the same account and worker_id as $.WorkerBlocks[0]",
        ),
        (
            broken(QualificationTypes=[]),
            "$.QualificationRequests[0].QualificationTypeId: there is no type 3SKY",
        ),
        (
            broken(
                QualificationRequests=[
                    {"QualificationRequestId": "3", "QualificationTypeId": LOCALE, "WorkerId": "AB"}
                ]
            ),
            "belongs to another account",
        ),
    ],
)
def test_a_bad_seed_is_refused_whole_with_its_place(market, given, says):
    told = refused(market, given)
    assert told.startswith("seed.json: $")
    assert says in told


def test_what_another_account_has_is_refused(market):
    seed(market, WHOLE)
    with pytest.raises(SeedError, match="3SEA belongs to another account"):
        seed(market, WHOLE, Account={"AccessKeyId": OTHER})
    assert list_access_keys(market.service) == (ME,)


def test_a_name_that_is_taken_is_refused(market):
    seed(market, WHOLE)
    types = [{"QualificationTypeId": "3NEW", "Name": "Sky"}]
    with pytest.raises(SeedError, match=r"QualificationTypes\[0\].Name: the type 3SKY has this"):
        seed(market, {"Account": {"AccessKeyId": ME}, "QualificationTypes": types})


def test_the_documented_example_can_be_loaded(market):
    page = Path(__file__).parents[2] / "docs" / "marketplace.md"
    [example] = re.findall(
        r"```json start.json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
    )
    assert sum(load(market.service, example, "example").values()) == 3


# Whatever the order and the selection, the same state comes back.

TIMES = st.datetimes().map(lambda time: time.isoformat() + "Z")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)


@st.composite
def seeds(draw):
    """A seed that leaves nothing to be defaulted, in the order of a dump."""
    ids = draw(st.lists(st.from_regex(r"3[A-Z0-9]{3,9}", fullmatch=True), max_size=5, unique=True))
    types = [
        {
            "QualificationTypeId": each,
            "CreationTime": draw(TIMES),
            "Name": f"{each} {draw(TEXTS)}",
            "Description": draw(TEXTS),
            "QualificationTypeStatus": draw(st.sampled_from(["Active", "Inactive"])),
            "IsRequestable": draw(st.booleans()),
            "AutoGranted": False,
        }
        for each in ids
    ]
    requests = [
        {
            "QualificationRequestId": f"3R{number}",
            "QualificationTypeId": each,
            "WorkerId": "AWORKER",
            "SubmitTime": draw(TIMES),
        }
        for number, each in enumerate(ids)
    ]
    types.sort(key=lambda item: (item["CreationTime"], item["QualificationTypeId"]))
    requests.sort(key=lambda item: (item["SubmitTime"], item["QualificationRequestId"]))
    whole = {"Account": {"AccessKeyId": ME, "AvailableBalance": "1.00"}}
    lists = {"QualificationTypes": types, "QualificationRequests": requests}
    return whole | {name: items for name, items in lists.items() if items}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=seeds(), data=st.data())
def test_any_seed_comes_back_from_any_order(tmp_path_factory, whole, data):
    market = Market(f"sqlite:///{tmp_path_factory.mktemp('seeds') / 'market.db'}")
    mixed = {
        name: data.draw(st.permutations(items)) if isinstance(items, list) else items
        for name, items in whole.items()
    }
    seed(market, mixed)
    assert dump(market.service, ME) == whole
    market.service.close()


def test_it_begins_again_with_seeds_of_several_accounts(market):
    market(
        "CreateQualificationType",
        OTHER,
        Name="Old",
        Description="D",
        QualificationTypeStatus="Active",
    )
    other = {"Account": {"AccessKeyId": OTHER}}
    reset(market.service, [(json.dumps(WHOLE), "whole"), (json.dumps(other), "other")])
    assert "QualificationTypes" not in dump(market.service, OTHER)
    assert len(dump(market.service, ME)["QualificationTypes"]) == 2
    assert market("GetQualificationType", QualificationTypeId=LOCALE)
    reset(market.service, [])
    assert list_access_keys(market.service) == ()


def test_what_cannot_begin_again_stays_as_it_was(market):
    load(market.service, json.dumps(WHOLE), "whole")
    before = dump(market.service, ME)
    bad = {"Account": {"AccessKeyId": OTHER}, "Qualifications": [{"WorkerId": "A1"}]}
    with pytest.raises(SeedError, match=r"bad: \$\.Qualifications\[0\]"):
        reset(market.service, [(json.dumps(WHOLE), "whole"), (json.dumps(bad), "bad")])
    assert dump(market.service, ME) == before


def test_a_file_wrong_in_every_item_is_answered_with_its_first_problems():
    wrong = ",".join(["{}"] * 5000)
    with pytest.raises(SeedError) as caught:
        parse_seed(f'{{"Account": {{"AccessKeyId": "A"}}, "WorkerBlocks": [{wrong}]}}')
    lines = str(caught.value).splitlines()
    assert len(lines) == 101
    assert lines[0].startswith("$.WorkerBlocks[0]")
    assert lines[-1] == "and more"
