"""HIT types, HITs, assignments and bonuses in seed files."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from support.market import ME, NOON, OTHER, count_statements
from support.work import ANSWERS, QUESTION, accept, make, make_type, money, shown, status

from adapter.errors import SeedError
from adapter.marketplace import seeds
from adapter.marketplace.seeds import dump, load
from adapter.marketplace.workers import Worker

MASTERS = "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH"
NEEDED = {
    "QualificationTypeId": MASTERS,
    "Comparator": "Exists",
    "RequiredToPreview": False,
    "ActionsGuarded": "Accept",
}
COPY = {
    "HITTypeId": "3COPY",
    "HITGroupId": "3GROUP",
    "Title": "Copy a receipt",
    "Description": "Type what you read.",
    "Keywords": "receipt",
    "Reward": "0.50",
    "AutoApprovalDelayInSeconds": 3600,
    "AssignmentDurationInSeconds": 600,
    "QualificationRequirements": [NEEDED],
    "Notification": {
        "Destination": "me@example.test",
        "Transport": "Email",
        "Version": "2006-05-05",
        "EventTypes": ["HITReviewable"],
    },
    "Active": True,
}
OF_TYPE = {name: COPY[name] for name in list(COPY)[:9]}


def hit(hit_id, state, largest, **counts):
    numbers = {"Pending": 0, "Available": 0, "Completed": 0} | counts
    return {
        "HITId": hit_id,
        **OF_TYPE,
        "CreationTime": "2018-05-01T00:00:00Z",
        "Question": QUESTION,
        "HITStatus": state,
        "MaxAssignments": largest,
        "Expiration": "2018-07-01T00:00:00Z",
        "HITReviewStatus": "NotReviewed",
        **{f"NumberOfAssignments{name}": number for name, number in numbers.items()},
    }


def assignment(number, hit_id, state, **more):
    return {
        "AssignmentId": f"3A{number}",
        "WorkerId": f"AW{number}",
        "HITId": hit_id,
        "AssignmentStatus": state,
        "AcceptTime": f"2018-05-02T00:0{number}:00Z",
        "Deadline": "2018-06-02T00:00:00Z",
        **more,
    }


DONE = {
    "AutoApprovalTime": "2018-06-03T00:00:00Z",
    "SubmitTime": "2018-05-03T00:00:00Z",
    "Answer": ANSWERS,
}
SEED = {
    "Account": {"AccessKeyId": ME, "AvailableBalance": "12.50"},
    "HITTypes": [COPY],
    "HITs": [
        hit("3BUSY", "Assignable", 5, Pending=1, Available=1, Completed=2),
        {**hit("3ENDED", "Reviewing", 2, Available=2), "RequesterAnnotation": "batch 7"},
        hit("3GONE", "Disposed", 1, Available=1),
        {
            **hit("3LAID", "Assignable", 1, Available=1),
            "HITLayoutId": "3LAYOUT",
            "HITLayoutParameters": [{"Name": "url", "Value": "x"}],
            "HITReviewPolicy": {
                "PolicyName": "SimplePlurality/2011-09-01",
                "Parameters": [
                    {"Key": "QuestionIds", "Values": ["q"]},
                    {"Key": "QuestionAgreementThreshold", "Values": ["50"]},
                ],
            },
        },
    ],
    "Assignments": [
        assignment(1, "3BUSY", "Accepted"),
        assignment(2, "3BUSY", "Submitted", **DONE),
        assignment(3, "3BUSY", "Approved", **DONE, ApprovalTime="2018-05-04T00:00:00Z"),
        assignment(
            4,
            "3BUSY",
            "Rejected",
            **DONE,
            RejectionTime="2018-05-05T00:00:00Z",
            RequesterFeedback="No.",
        ),
    ],
    "BonusPayments": [
        {
            "WorkerId": "AW3",
            "BonusAmount": "1.25",
            "AssignmentId": "3A3",
            "Reason": "Quick.",
            "GrantTime": "2018-05-06T00:00:00Z",
        }
    ],
}


def seed(market, value, **changes):
    return load(market.service, json.dumps({**value, **changes}), "seed.json")


def refused(market, **lists):
    with pytest.raises(SeedError) as caught:
        seed(market, {"Account": {"AccessKeyId": ME}}, **lists)
    return str(caught.value)


def test_a_dump_is_the_seed_that_was_loaded(market):
    assert sum(seed(market, SEED).values()) == 10
    assert dump(market.service, ME) == SEED
    assert sum(seed(market, SEED).values()) == 0
    assert dump(market.service, ME) == SEED


def test_the_order_of_a_list_means_nothing(market):
    seed(
        market,
        {name: items[::-1] if isinstance(items, list) else items for name, items in SEED.items()},
    )
    assert dump(market.service, ME) == SEED


def test_what_is_held_for_seeded_work_is_not_taken_off(market):
    seed(market, SEED)
    # Of 3BUSY one is open, one being done and one submitted; 3LAID has one; each costs 0.60.
    assert money(market) == ("12.50", "2.40")
    market("ApproveAssignment", AssignmentId="3A2")
    assert money(market) == ("12.50", "1.80")
    market("UpdateExpirationForHIT", HITId="3LAID", ExpireAt=0)
    assert money(market) == ("13.10", "1.20")
    assert sum(seed(market, SEED).values()) == 0
    assert money(market) == ("13.10", "1.20")


def test_what_is_seeded_goes_on_living(market):
    seed(market, SEED)
    assert shown(market, "3BUSY") == ("Assignable", 1, 1, 2)
    Worker(market.service, "AW1").submit("3A1", ANSWERS)
    assert shown(market, "3BUSY") == ("Assignable", 1, 0, 2)
    market.clock.move(days=2)
    assert status(market, "3A2") == "Approved"
    market("DeleteHIT", HITId="3ENDED")
    listed = market("ListHITsForQualificationType", QualificationTypeId=MASTERS)["HITs"]
    assert [each["HITId"] for each in listed] == ["3BUSY", "3LAID"]


def test_loading_does_not_turn_back_what_went_on(market):
    seed(market, SEED)
    market("RejectAssignment", AssignmentId="3A2", RequesterFeedback="No.")
    market("UpdateHITReviewStatus", HITId="3ENDED", Revert=True)
    before = dump(market.service, ME)
    seed(market, SEED)
    assert dump(market.service, ME) == before


def test_members_that_are_missing_are_defaulted(market):
    seed(
        market,
        {
            "Account": {"AccessKeyId": ME},
            "HITs": [{"HITId": "3H", "MaxAssignments": 2}],
            "Assignments": [{"AssignmentId": "3A", "HITId": "3H", "WorkerId": "AW"}],
            "BonusPayments": [{"AssignmentId": "3A", "BonusAmount": "1"}],
        },
    )
    found = market("GetHIT", HITId="3H")["HIT"]
    assert (found["Title"], found["Description"], found["Reward"]) == ("3H", "3H", "0.00")
    assert (found["CreationTime"], found["Expiration"]) == (NOON, NOON + timedelta(days=365))
    assert shown(market, "3H") == ("Assignable", 1, 0, 0)
    [done] = market("ListAssignmentsForHIT", HITId="3H")["Assignments"]
    assert (done["AssignmentStatus"], done["SubmitTime"]) == ("Submitted", NOON)
    assert done["AutoApprovalTime"] == NOON + timedelta(days=30)
    [paid] = market("ListBonusPayments", HITId="3H")["BonusPayments"]
    assert (paid["WorkerId"], paid["GrantTime"]) == ("AW", NOON)
    assert money(market) == ("10000.00", "0.02")


def test_a_file_from_long_ago_loads_twice_without_a_change(market):
    value = {
        "Account": {"AccessKeyId": ME},
        "HITs": [{"HITId": "3H"}],
        "Assignments": [
            {
                "AssignmentId": "3A",
                "HITId": "3H",
                "WorkerId": "AW",
                "SubmitTime": "2010-01-01T00:00:00Z",
            }
        ],
        "BonusPayments": [{"AssignmentId": "3A", "BonusAmount": "1"}],
    }
    seed(market, value)
    market.clock.move(days=1)
    assert status(market, "3A") == "Submitted"
    assert sum(seed(market, value).values()) == 0


def test_a_hit_makes_its_type_where_that_is_not_there(market):
    like = make_type(market)
    alike = {
        "Title": "Copy a receipt",
        "Description": "Type what you read.",
        "Reward": "0.50",
        "AutoApprovalDelayInSeconds": 3600,
        "AssignmentDurationInSeconds": 600,
    }
    hits = [
        {"HITId": "3H1", **alike},
        {"HITId": "3H2", "HITTypeId": "3NEW", "HITGroupId": "3GROUP", **alike},
        {"HITId": "3H3", "HITTypeId": "3NEW"},
    ]
    seed(market, {"Account": {"AccessKeyId": ME}, "HITs": hits})
    types = [market("GetHIT", HITId=each["HITId"])["HIT"]["HITTypeId"] for each in hits]
    assert types == [like, "3NEW", "3NEW"]
    assert market("GetHIT", HITId="3H3")["HIT"]["HITGroupId"] == "3GROUP"
    # Of types that are alike the first is the one that is found.
    assert make_type(market) == like
    whole = dump(market.service, ME)
    assert sum(seed(market, whole).values()) == 0


def test_the_demo_has_work_in_every_state(market):
    demo = Path(seeds.__file__).with_name("demo.json").read_text(encoding="utf-8")
    load(market.service, demo, "demo")
    listed = market.walk("ListHITs", "HITs", "demo")
    states = [hit["HITStatus"] for hit in listed]
    done = ["Reviewable", "Reviewing", "Reviewable"]
    assert states == ["Assignable", "Assignable", *done, *["Assignable"] * 3]
    decided = {
        status(market, each["AssignmentId"], "demo")
        for hit in listed
        for each in market.walk("ListAssignmentsForHIT", "Assignments", "demo", HITId=hit["HITId"])
    }
    assert decided == {"Submitted", "Approved", "Rejected"}
    assert money(market, "demo") == ("10000.00", "5.28")


def test_a_hit_whose_time_has_passed_has_ended(market):
    old = {"HITId": "3H", "HITStatus": "Assignable", "Expiration": "2018-01-01T00:00:00Z"}
    seed(market, {"Account": {"AccessKeyId": ME}, "HITs": [old]})
    assert shown(market, "3H") == ("Reviewable", 1, 0, 0)


def test_a_dump_has_what_was_due(market):
    hit_id = make(market, LifetimeInSeconds=60)
    accept(market, hit_id)
    market.clock.move(days=1)
    whole = dump(market.service, ME)
    assert whole["Account"]["AvailableBalance"] == "10000.00"
    assert whole["HITs"][0]["HITStatus"] == "Reviewable"
    assert "Assignments" not in whole


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ({"HITs": [{"Title": "T"}]}, "$.HITs[0].HITId: required, but missing"),
        ({"HITs": [{"HITId": "3H", "Question": "<a/>"}]}, "$.HITs[0].Question: "),
        ({"HITs": [{"HITId": "3H", "MaxAssignments": 0}]}, "$.HITs[0].MaxAssignments: the minimum"),
        ({"HITs": [{"HITId": "3H", "Title": "a\x00"}]}, "$.HITs[0].Title: a text cannot have"),
        ({"HITs": [{"HITId": "3H", "Title": "a\ud800"}]}, "$.HITs[0].Title: a text cannot have"),
        ({"HITs": [{"HITId": "3H", "Titel": "T"}]}, "$.HITs[0].Titel: no member of HIT"),
        ({"HITs": [{"HITId": "3H", "Reward": "9" * 99}]}, "$.HITs[0]: The value"),
        (
            {"HITTypes": [{"HITTypeId": "3T", "Active": True}]},
            "$.HITTypes[0].Active: true needs a Notification",
        ),
        (
            {
                "HITTypes": [
                    {
                        "HITTypeId": "3T",
                        "QualificationRequirements": [
                            {"QualificationTypeId": "3NO", "Comparator": "Exists"}
                        ],
                    }
                ]
            },
            "$.HITTypes[0].QualificationRequirements: there is no type 3NO",
        ),
        (
            {
                "HITTypes": [
                    {
                        "HITTypeId": "3T",
                        "QualificationRequirements": [
                            {"QualificationTypeId": MASTERS, "Comparator": "EqualTo"}
                        ],
                    }
                ]
            },
            "$.HITTypes[0].QualificationRequirements: The parameter IntegerValues is required",
        ),
        (
            {"Assignments": [{"AssignmentId": "3A", "HITId": "3H", "WorkerId": "AW"}]},
            "$.Assignments[0].HITId: there is no HIT 3H, in this file or in the database",
        ),
        (
            {
                "HITs": [{"HITId": "3H"}],
                "Assignments": [
                    {"AssignmentId": f"3A{each}", "HITId": "3H", "WorkerId": "AW"}
                    for each in range(2)
                ],
            },
            "$.Assignments[1]: it has the same hit_id and worker_id as $.Assignments[0]",
        ),
        (
            {
                "HITs": [{"HITId": "3H"}],
                "Assignments": [
                    {"AssignmentId": f"3A{each}", "HITId": "3H", "WorkerId": f"AW{each}"}
                    for each in range(2)
                ],
            },
            "$.Assignments: the HIT 3H has more assignments than its MaxAssignments",
        ),
        *(
            (
                {
                    "HITs": [{"HITId": "3H"}],
                    "Assignments": [
                        {"AssignmentId": "3A", "HITId": "3H", "WorkerId": "AW", **times}
                    ],
                },
                "$.Assignments[0]: its Deadline or AutoApprovalTime would be after the year 9999",
            )
            for times in (
                {"SubmitTime": "9999-12-31T23:59:59Z"},
                {"AssignmentStatus": "Accepted", "AcceptTime": "9999-12-31T23:59:59Z"},
            )
        ),
        (
            {"HITs": [{"HITId": "3H", "Reward": "999999999", "MaxAssignments": 999_999_999}]},
            "$.HITs: their rewards and fees on hold exceed the maximum of an account",
        ),
        (
            {
                "HITs": [{"HITId": "3H", "HITStatus": "Disposed"}],
                "Assignments": [{"AssignmentId": "3A", "HITId": "3H", "WorkerId": "AW"}],
            },
            "$.Assignments: 3A must be Approved or Rejected, because the HIT 3H is Disposed",
        ),
        (
            {
                "HITs": [{"HITId": "3H"}],
                "Assignments": [{"AssignmentId": "3A", "HITId": "3H", "WorkerId": "AW"}],
                "BonusPayments": [{"AssignmentId": "3A", "BonusAmount": "9" * 5000}],
            },
            "$.BonusPayments[0].BonusAmount: it exceeds the maximum of a bonus",
        ),
        (
            {"BonusPayments": [{"AssignmentId": "3A", "BonusAmount": "1"}]},
            "$.BonusPayments[0].AssignmentId: there is no assignment 3A",
        ),
        (
            {
                "HITs": [{"HITId": "3H"}],
                "Assignments": [{"AssignmentId": "3A", "HITId": "3H", "WorkerId": "AW"}],
                "BonusPayments": [{"AssignmentId": "3A", "BonusAmount": "1", "WorkerId": "AX"}],
            },
            "$.BonusPayments[0].WorkerId: the assignment belongs to AW",
        ),
    ],
)
def test_a_bad_seed_is_refused_whole_with_its_place(market, lists, says):
    assert says in refused(market, **lists)
    assert "HITs" not in dump(market.service, ME)


def test_what_another_account_has_is_refused(market):
    seed(market, SEED)
    for name, place in (
        ("HITTypes", "HITTypes[0].HITTypeId: 3COPY belongs"),
        ("HITs", "HITs[0].HITId: 3BUSY belongs"),
        ("Assignments", "Assignments[0].HITId: 3BUSY belongs"),
    ):
        account = {"AccessKeyId": OTHER}
        with pytest.raises(SeedError) as caught:
            seed(market, {"Account": account, name: SEED[name]})
        assert place in str(caught.value)


def test_an_assignment_that_does_not_fit_what_is_there_is_refused(market):
    seed(market, SEED)
    again = {"AssignmentId": "3NEW", "HITId": "3BUSY", "WorkerId": "AW1"}
    assert "WorkerId: this worker has the assignment 3A1" in refused(market, Assignments=[again])
    moved = {"AssignmentId": "3A1", "HITId": "3LAID", "WorkerId": "AW1"}
    assert "AssignmentId: 3A1 belongs to another HIT" in refused(market, Assignments=[moved])


# What contradicts itself


def of_type(**more):
    return {
        "HITTypes": [COPY],
        "HITs": [{"HITId": "3FINE", **OF_TYPE}, {"HITId": "3H", "HITTypeId": "3COPY", **more}],
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Reward", "0.51"),
        ("Title", "Other"),
        ("Description", "Other"),
        ("Keywords", "other"),
        ("AutoApprovalDelayInSeconds", 3601),
        ("AssignmentDurationInSeconds", 601),
        ("HITGroupId", "3OTHER"),
        ("QualificationRequirements", []),
        ("QualificationRequirements", [{**NEEDED, "ActionsGuarded": "PreviewAndAccept"}]),
    ],
)
@pytest.mark.parametrize("where", ["file", "database", "hits"])
def test_a_hit_that_contradicts_its_type_is_refused_with_the_place(market, where, name, value):
    lists = of_type(**{name: value})
    if where == "database":
        seed(market, {"Account": {"AccessKeyId": ME}, "HITTypes": lists.pop("HITTypes")})
    if where == "hits":
        del lists["HITTypes"]
    assert refused(market, **lists) == (
        f"seed.json: $.HITs[1].{name}: the HIT type 3COPY has another one"
    )
    assert "HITs" not in dump(market.service, ME)


def test_a_hit_may_repeat_what_its_type_has_in_other_words(market):
    same = {"Reward": "0.5", "QualificationRequirements": [{**NEEDED}]}
    del same["QualificationRequirements"][0]["RequiredToPreview"]
    seed(market, {"Account": {"AccessKeyId": ME}, **of_type(**same)})
    assert market("GetHIT", HITId="3H")["HIT"]["Reward"] == "0.50"


def test_a_group_that_only_hits_state_is_their_types(market):
    without = {name: value for name, value in COPY.items() if name != "HITGroupId"}
    hits = [{"HITId": "3A", "HITTypeId": "3COPY"}, {"HITId": "3B", **OF_TYPE}]
    value = {"Account": {"AccessKeyId": ME}, "HITTypes": [without], "HITs": hits}
    seed(market, value)
    assert market("GetHIT", HITId="3A")["HIT"]["HITGroupId"] == "3GROUP"
    assert sum(seed(market, value).values()) == 0


def test_hits_that_alone_describe_a_type_describe_it_together(market):
    hits = [{"HITId": "3A", "HITTypeId": "3T"}, {"HITId": "3B", "HITTypeId": "3T", "Title": "T"}]
    seed(market, {"Account": {"AccessKeyId": ME}, "HITs": hits})
    assert market("GetHIT", HITId="3A")["HIT"]["Title"] == "T"


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        *(
            (
                {"HITs": [{"HITId": "3H", "MaxAssignments": 2, name: value}]},
                f"$.HITs[0].{name}: its Assignments and times make it {derived}",
            )
            for name, value, derived in (
                ("NumberOfAssignmentsPending", 1, 0),
                ("NumberOfAssignmentsAvailable", 0, 2),
                ("NumberOfAssignmentsCompleted", 1, 0),
                ("HITStatus", "Unassignable", "Assignable"),
            )
        ),
        *(
            (
                {
                    "HITs": [{"HITId": "3H"}],
                    "Assignments": [
                        {
                            "AssignmentId": "3A",
                            "HITId": "3H",
                            "WorkerId": "AW",
                            "AssignmentStatus": state,
                            name: "2018-05-04T00:00:00Z",
                        }
                    ],
                },
                f"$.Assignments[0].{name}: an assignment that is {state} has none",
            )
            for state, name in (
                ("Accepted", "SubmitTime"),
                ("Submitted", "ApprovalTime"),
                ("Approved", "RejectionTime"),
                ("Rejected", "ApprovalTime"),
            )
        ),
        (
            {"HITs": [{"HITId": "3H", "HITLayoutParameters": [{"Name": "a", "Value": "b"}]}]},
            "$.HITs[0].HITLayoutParameters: they need the HITLayoutId",
        ),
        (
            {"QualificationTypes": [{"QualificationTypeId": "3Q", "AutoGrantedValue": 3}]},
            "$.QualificationTypes[0].AutoGrantedValue: it needs AutoGranted",
        ),
        (
            {"QualificationTypes": [{"QualificationTypeId": "3Q", "TestDurationInSeconds": 3}]},
            "$.QualificationTypes[0].TestDurationInSeconds: it needs the Test",
        ),
        *(
            (
                {"Qualifications": [{"QualificationTypeId": type_id, "WorkerId": "AW", **value}]},
                f"$.Qualifications[0].{next(iter(value))}: no requirement for this type",
            )
            for type_id, value in (
                ("00000000000000000071", {"IntegerValue": 1}),
                (MASTERS, {"LocaleValue": {"Country": "US"}}),
            )
        ),
    ],
)
def test_a_member_that_would_not_be_used_is_refused(market, lists, says):
    assert says in refused(market, **lists)


def build_many(number):
    """A seed with so many items in every list."""
    numbers = range(number)
    return {
        "Account": {"AccessKeyId": ME},
        "QualificationTypes": [{"QualificationTypeId": f"3Q{n}"} for n in numbers],
        "QualificationRequests": [
            {"QualificationRequestId": f"3R{n}", "QualificationTypeId": f"3Q{n}", "WorkerId": "AW"}
            for n in numbers
        ],
        "Qualifications": [{"QualificationTypeId": f"3Q{n}", "WorkerId": "AX"} for n in numbers],
        "HITTypes": [
            {
                "HITTypeId": f"3T{n}",
                "QualificationRequirements": [
                    {"QualificationTypeId": f"3Q{n}", "Comparator": "Exists"}
                ],
            }
            for n in numbers
        ],
        "HITs": [
            *({"HITId": f"3H{n}", "HITTypeId": f"3T{n}"} for n in numbers),
            *({"HITId": f"3G{n}"} for n in numbers),
        ],
        "Assignments": [
            {"AssignmentId": f"3A{n}", "HITId": f"3H{n}", "WorkerId": "AW"} for n in numbers
        ],
        "BonusPayments": [{"AssignmentId": f"3A{n}", "BonusAmount": "1"} for n in numbers],
        "WorkerBlocks": [{"WorkerId": f"A{n}"} for n in numbers],
        "Messages": [
            {"Recipient": "A", "Kind": "K", "Subject": str(n), "SendTime": "2018-05-04T00:00:00Z"}
            for n in numbers
        ],
    }


def test_every_list_is_loaded_in_bulk(market):
    """As many statements for 200 items of each list as for one, but for batches of keys."""
    one, many = (
        count_statements(lambda number=number: seed(market, build_many(number)))
        for number in (1, 200)
    )
    assert many <= one + 5


def test_a_long_list_is_reported_part_by_part(market):
    told = []
    blocks = [{"WorkerId": f"A{n:05}"} for n in range(20_001)]
    text = json.dumps({"Account": {"AccessKeyId": ME}, "WorkerBlocks": blocks})
    load(market.service, text, "seed.json", lambda *each: told.append(each))
    assert told == [("WorkerBlocks", done, 20_001) for done in (10_000, 20_000, 20_001)]
