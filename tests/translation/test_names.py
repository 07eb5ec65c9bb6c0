"""How old clients spell lists and structures; each spelling beside the client that sends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.parameters import (
    CREATE_HIT,
    GET_ASSIGNMENTS,
    NOTIFY_WORKERS,
    REVOKE,
    SET_NOTIFICATION,
    checked,
    of_hit_type,
    of_hit_type_problems,
    problems,
)

from adapter.errors import OperationError
from adapter.translation.names import (
    MAX_NAME_LENGTH,
    build_tree,
    split_name,
    split_names,
    strip_last_number,
)

SCORE, LOCALE = "000000000000000000L0", "00000000000000000071"


def spelled(name):
    return [(step.name, step.number, step.written) for step in split_name(name)]


def requirements(*pairs):
    """What pairs below QualificationRequirement become."""
    whole = [(f"QualificationRequirement.{name}", text) for name, text in pairs]
    return of_hit_type(*whole)["QualificationRequirement"]


def requirement(*pairs):
    kind = (("1.QualificationTypeId", LOCALE), ("1.Comparator", "In"))
    [only] = requirements(*kind, *((f"1.{name}", text) for name, text in pairs))
    return {
        name: each
        for name, each in only.items()
        if name not in {"QualificationTypeId", "Comparator"}
    }


def notification(*pairs):
    base = (
        ("HITTypeId", "T"),
        ("Notification.1.Destination", "a@example.test"),
        ("Notification.1.Transport", "Email"),
        ("Notification.1.Version", "2006-05-05"),
    )
    return checked(SET_NOTIFICATION, *base, *pairs)


def workers(*pairs):
    values = checked(NOTIFY_WORKERS, ("Subject", "s"), ("MessageText", "m"), *pairs)
    return values["WorkerId"]


def statuses(*pairs):
    return checked(GET_ASSIGNMENTS, ("HITId", "H"), *pairs)["AssignmentStatus"]


def test_a_name_is_read_step_by_step():
    assert spelled("HITReviewPolicy.Parameter.2.MapEntry1.Key") == [
        ("HITReviewPolicy", -1, "HITReviewPolicy"),
        ("Parameter", 2, "Parameter.2"),
        ("MapEntry", 1, "MapEntry1"),
        ("Key", -1, "Key"),
    ]
    [sent] = split_names([("LocaleValue.1.Country", "US")])
    assert sent.path == ("LocaleValue", "Country")


@pytest.mark.parametrize(
    "name",
    ["", ".", "1", ".1", "A.", "A..B", "A.1.2", "A.-1", "A b", "A\n", "A.\n", "é", "A.1234567890",
     "A.B.C.D.E.F.G.H.I", "A" * (MAX_NAME_LENGTH + 1), "A.²", "A.٣"],
)  # fmt: skip
def test_a_name_that_no_parameter_can_have_has_no_steps(name):
    assert split_name(name) == ()


@given(st.text(st.sampled_from("AB.019_\n"), max_size=30))
def test_the_steps_of_a_name_spell_it(name):
    found = split_name(name)
    assert not found or ".".join(step.written for step in found) == name


def test_the_tree_holds_what_was_given_in_the_order_of_the_numbers():
    grown = build_tree(
        split_names([("A.10.B", "x"), ("A.9.B", "y"), ("A", "z"), ("A.9.C", "None"), ("1", "w")])
    )
    assert [(node.place, node.texts) for node in grown["A"]] == [
        ("A", ("z",)),
        ("A.9", ()),
        ("A.10", ()),
    ]
    assert [node.inner["B"][0].place for node in grown["A"][1:]] == ["A.9.B", "A.10.B"]
    assert "C" not in grown["A"][1].inner


def test_a_whole_list_is_named_without_the_last_number():
    assert [strip_last_number(place) for place in ("A.1.B.2", "A.1.B0", "A.1.B")] == ["A.1.B"] * 3


@pytest.mark.parametrize("name", ["PageSize", "PageSize.1", "PageSize.0", "PageSize1"])
def test_a_single_value_may_be_numbered(name):
    assert checked(GET_ASSIGNMENTS, ("HITId", "H"), (name, "7"))["PageSize"] == 7


@pytest.mark.parametrize(
    "sent",
    [
        [("WorkerId.1", "A1"), ("WorkerId.2", "A2")],  # boto, perl, MTurkR
        [("WorkerId.0", "A1"), ("WorkerId.1", "A2")],  # rturk
        [("WorkerId0", "A1"), ("WorkerId1", "A2")],  # as MTurkR spells ResponseGroup
        [("WorkerId", "A1"), ("WorkerId", "A2")],  # rturk's arrays
        [("WorkerId.2", "A2"), ("WorkerId.1", "A1")],  # perl: the order is random
        [("WorkerId.7", "A1"), ("WorkerId.300", "A2")],
        [("WorkerId", "A1"), ("WorkerId.1", "A2")],
        [("WorkerId.1", "A1"), ("WorkerId.2", ""), ("WorkerId.3", "None"), ("WorkerId.4", "A2")],
        [("WorkerId.1", "A1"), ("WorkerId.2", "A2"), ("WorkerId.1", "A1")],
    ],
)
def test_a_list_is_read_in_every_numbering(sent):
    assert workers(*sent) == ["A1", "A2"]


def test_a_single_item_may_be_plain():
    assert workers(("WorkerId", "A1")) == ["A1"]


def test_a_list_of_texts_is_not_cut_at_commas():
    assert workers(("WorkerId", "A1,A2")) == ["A1,A2"]


@pytest.mark.parametrize(
    "sent",
    [
        [("AssignmentStatus.1", "Submitted"), ("AssignmentStatus.2", "Approved")],  # perl
        [("AssignmentStatus", "Submitted,Approved")],  # as documented
        [("AssignmentStatus.1", "Submitted , Approved,")],
        [("AssignmentStatus", "Submitted"), ("AssignmentStatus", "Approved")],  # rturk
        [("AssignmentStatus.1", "Submitted"), ("AssignmentStatus.2", "Submitted,Approved")],
    ],
)
def test_a_list_of_an_enumeration_may_have_commas(sent):
    assert statuses(*sent) == ["Submitted", "Approved"]


def test_a_single_status_may_be_plain():
    assert statuses(("AssignmentStatus", "Submitted")) == ["Submitted"]


def test_a_wrong_word_between_commas_is_named_alone():
    [(code, message)] = problems(
        GET_ASSIGNMENTS, ("HITId", "H"), ("AssignmentStatus.1", "Approved,Lost")
    )
    assert code == "AWS.InvalidEnumeratedParameter"
    assert '"Lost"' in message
    assert "AssignmentStatus.1 takes one of" in message


def test_a_text_of_commas_is_one_wrong_value():
    assert len(problems(GET_ASSIGNMENTS, ("HITId", "H"), ("AssignmentStatus", "a," * 9_000))) == 1


@pytest.mark.parametrize(
    "sent",
    [
        [("Reward.1.Amount", "0.05"), ("Reward.1.CurrencyCode", "USD")],  # most
        [("Reward.Amount", "0.05"), ("Reward.CurrencyCode", "USD")],  # rturk
        [("Reward.0.Amount", "0.05")],
        [("Reward.1.Amount", "0.05"), ("Reward.1.CurrencyCode", "None")],
        [("Reward.1.Amount", "0.05"), ("Reward.1.FormattedPrice", "$0.05")],  # laraturk
        [("Reward", "<Price><Amount>0.05</Amount><CurrencyCode>USD</CurrencyCode></Price>")],
        [("Reward", "<Reward><Amount>0.05</Amount></Reward>")],
    ],
)
def test_a_price_is_read_in_every_spelling(sent):
    assert of_hit_type(*sent)["Reward"] == "0.05"


def test_rturks_currency_beside_a_hit_type_is_no_reward():
    values = of_hit_type(("Reward.CurrencyCode", "USD"), ("Keywords", ""),
                         ("AssignmentDurationInSeconds", "3600"))  # fmt: skip
    assert "Reward" not in values
    assert "Keywords" not in values


def test_a_currency_alone_does_not_stand_for_a_reward_that_is_required():
    [(code, message)] = problems(
        CREATE_HIT, ("Reward.1.CurrencyCode", "USD"), ("Title", "t"), ("Question", "q"),
        ("LifetimeInSeconds", "60"), ("AssignmentDurationInSeconds", "60"),
    )  # fmt: skip
    assert code == "AWS.MissingParameters"
    assert "include Reward (or HITTypeId)." in message


def test_a_price_names_all_that_is_wrong_with_it():
    found = of_hit_type_problems(("Reward.1.Amount", "0.055"), ("Reward.1.CurrencyCode", "EUR"))
    assert [code for code, _ in found] == [
        "AWS.MechanicalTurk.InvalidParameterValue",
        "AWS.InvalidEnumeratedParameter",
    ]
    assert "Reward.1.Amount takes dollars with at most two decimals" in found[0][1]
    assert "Reward.1.CurrencyCode takes one of: USD." in found[1][1]


def test_two_different_amounts_are_refused():
    [(_, message)] = of_hit_type_problems(("Reward.1.Amount", "0.05"), ("Reward.2.Amount", "0.50"))
    assert "Reward.2.Amount was given 2 different values" in message


def illegal_text(name):
    """The sentence that was captured, in goamz's issue 79."""
    text = f"Illegal Text data found as child of: {name}"
    return f'The value "{text}" you specified for enumeration is invalid.'


def test_a_bare_amount_is_refused_with_the_names_to_use():
    [(code, message)] = of_hit_type_problems(("Reward", "0.05"))
    assert code == "AWS.InvalidEnumeratedParameter"
    names = "Reward.Amount, Reward.CurrencyCode, Reward.FormattedPrice"
    assert message == f"{illegal_text('Reward')} Send the members by name: {names}."


@pytest.mark.parametrize(
    "sent",
    [
        [("IntegerValue", "90")],  # boto, perl, laraturk
        [("IntegerValue.1", "90")],  # MTurkR
        [("IntegerValue.0", "90")],
    ],
)
def test_an_integer_value_is_read_with_and_without_number(sent):
    assert requirement(*sent) == {"IntegerValues": [90]}


@pytest.mark.parametrize(
    "sent",
    [
        [("LocaleValue.Country", "US")],  # boto, rturk
        [("LocaleValue.1.Country", "US")],  # MTurkR, perl, rubysdk
    ],
)
def test_a_locale_is_read_with_and_without_number(sent):
    assert requirement(*sent) == {"LocaleValues": [{"Country": "US"}]}


def test_there_may_be_several_locales():
    sent = [("LocaleValue.2.Country", "CA"), ("LocaleValue.1.Country", "US"),
            ("LocaleValue.1.Subdivision", "NY")]  # fmt: skip
    assert requirement(*sent) == {
        "LocaleValues": [{"Country": "US", "Subdivision": "NY"}, {"Country": "CA"}]
    }


def test_laraturks_misspelt_subdivision_joins_its_country():
    sent = [("LocaleValue.1.Country", "US"), ("LocalValue.1.Subdivision", "NY"),
            ("LocaleValue.2.Country", "US"), ("LocalValue.2.Subdivision", "CA")]  # fmt: skip
    assert requirement(*sent) == {
        "LocaleValues": [
            {"Country": "US", "Subdivision": "NY"},
            {"Country": "US", "Subdivision": "CA"},
        ]
    }


def test_the_proper_spelling_of_a_member_wins_over_the_wrong_one():
    sent = [("LocaleValue.1.Country", "US"), ("LocalValue.1.Country", "CA")]
    assert requirement(*sent) == {"LocaleValues": [{"Country": "US"}]}


@pytest.mark.parametrize(("first", "second"), [(1, 2), (0, 1), (3, 17)])
def test_requirements_come_in_the_order_of_their_numbers(first, second):
    assert requirements(
        (f"{second}.Comparator", "EqualTo"),  # perl: the order is random
        (f"{first}.QualificationTypeId", SCORE),
        (f"{second}.LocaleValue.1.Country", "US"),
        (f"{first}.Comparator", "GreaterThan"),
        (f"{second}.QualificationTypeId", LOCALE),
        (f"{first}.IntegerValue", "90"),
        (f"{second}.RequiredToPreview", "1"),  # MTurkR
    ) == [
        {"QualificationTypeId": SCORE, "Comparator": "GreaterThan", "IntegerValues": [90]},
        {
            "QualificationTypeId": LOCALE,
            "Comparator": "EqualTo",
            "LocaleValues": [{"Country": "US"}],
            "RequiredToPreview": True,
        },
    ]


def test_what_is_wrong_in_a_structure_is_named_by_its_whole_place():
    found = of_hit_type_problems(
        ("QualificationRequirement.2.Comparator", "Same"),
        ("QualificationRequirement.2.LocaleValue.1.Subdivision", "NY"),
        ("QualificationRequirement.2.IntegerValue.3", "many"),
    )
    messages = [message for _, message in found]
    assert [code for code, _ in found] == [
        "AWS.MissingParameters",
        "AWS.InvalidEnumeratedParameter",
        "AWS.MechanicalTurk.InvalidParameterValue",
        "AWS.MissingParameters",
    ]
    assert "include QualificationRequirement.2.QualificationTypeId." in messages[0]
    assert "QualificationRequirement.2.Comparator takes one of" in messages[1]
    assert "QualificationRequirement.2.IntegerValue.3 takes a whole number" in messages[2]
    assert "include QualificationRequirement.2.LocaleValue.1.Country." in messages[3]


@pytest.mark.parametrize("name", ["Foo", "LocaleValue.1.Foo"])
def test_a_requirement_of_unknown_members_is_refused_rather_than_dropped(name):
    [(code, message)] = of_hit_type_problems(
        (f"QualificationRequirement.1.{name}", "x"),
        ("QualificationRequirement.1.RequiredToPreview", "None"),
    )[:1]
    assert code == "AWS.MissingParameters"
    assert "QualificationRequirement.1." in message


def test_too_many_values_in_a_structure_are_refused_by_the_lists_place():
    values = [(f"QualificationRequirement.1.IntegerValue.{n}", str(n)) for n in range(1, 17)]
    [(_, message)] = of_hit_type_problems(
        ("QualificationRequirement.1.QualificationTypeId", SCORE),
        ("QualificationRequirement.1.Comparator", "In"),
        *values,
    )
    assert (
        message == "QualificationRequirement.1.IntegerValue takes at most 15 items; 16 were sent."
    )


GOAMZ = (
    "<QualificationRequirement><QualificationTypeId>000000000000000000L0</QualificationTypeId>"
    "<Comparator>GreaterThan</Comparator><IntegerValue>90</IntegerValue>"
    "<LocaleValue></LocaleValue><RequiredToPreview></RequiredToPreview></QualificationRequirement>"
)
MEANT = {"QualificationTypeId": SCORE, "Comparator": "GreaterThan", "IntegerValues": [90]}
OTHER, MEANT_BY_OTHER = GOAMZ.replace(">90<", ">95<"), MEANT | {"IntegerValues": [95]}


@pytest.mark.parametrize(
    "sent",
    [
        [("QualificationRequirement", GOAMZ)],  # goamz
        [("QualificationRequirement.1", GOAMZ)],
        [("QualificationRequirement", GOAMZ), ("QualificationRequirement", GOAMZ)],
        [("QualificationRequirement", f'<?xml version="1.0" encoding="latin-1"?>\n{GOAMZ}')],
        [("QualificationRequirement", GOAMZ.replace("><", ">\n  <", 1))],
    ],
)
def test_goamzs_xml_is_read_like_names(sent):
    assert of_hit_type(*sent)["QualificationRequirement"] == [MEANT]


@pytest.mark.parametrize(
    "sent",
    [
        [("QualificationRequirement", GOAMZ + OTHER)],
        [("QualificationRequirement", GOAMZ), ("QualificationRequirement", OTHER)],
        [("QualificationRequirement.2", OTHER), ("QualificationRequirement.1", GOAMZ)],
        [
            ("QualificationRequirement.1.QualificationTypeId", SCORE),
            ("QualificationRequirement.1.Comparator", "GreaterThan"),
            ("QualificationRequirement.1.IntegerValue", "90"),
            ("QualificationRequirement", OTHER),
        ],
    ],
)
def test_several_requirements_in_xml_stay_apart(sent):
    assert of_hit_type(*sent)["QualificationRequirement"] == [MEANT, MEANT_BY_OTHER]


def test_lists_and_structures_in_xml_are_read_too():
    locales = "<LocaleValue><Country>US</Country></LocaleValue>" * 2
    text = GOAMZ.replace("<LocaleValue></LocaleValue>", locales + "<IntegerValue>91</IntegerValue>")
    [only] = of_hit_type(("QualificationRequirement", text))["QualificationRequirement"]
    assert only["LocaleValues"] == [{"Country": "US"}, {"Country": "US"}]
    assert only["IntegerValues"] == [90, 91]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<QualificationRequirement>", "is not well-formed XML"),
        ("<Price><Amount>1</Amount></Price>", "holds elements other than QualificationRequirement"),
        ("<!DOCTYPE a><QualificationRequirement/>", "is not well-formed XML"),
        ("<QualificationRequirement>x<A/></QualificationRequirement>", "has text beside"),
        ("<QualificationRequirement/>" * 101, "holds none or more than 100 elements"),
        ("<!-- nothing -->", "holds none or more than 100 elements"),
        ("<QualificationRequirement>90</QualificationRequirement>", "Send the members"),
        ("GreaterThan 90", "Send the members by name"),
    ],
)
def test_xml_that_is_no_such_structure_is_refused(text, reason):
    [(code, message)] = of_hit_type_problems(("QualificationRequirement", text))
    assert code == "AWS.InvalidEnumeratedParameter"
    assert message.startswith(illegal_text("QualificationRequirement"))
    assert reason in message
    assert len(message) < 800


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("AssignmentReviewPolicy.1.Parameter", "Parameter"),
        ("HITReviewPolicy.Parameter.1.MapEntry.2", "MapEntry"),
        ("QualificationRequirement.1.LocaleValue.1", "LocaleValue"),
    ],
)
def test_a_text_in_place_of_a_structure_in_a_structure_is_refused_by_its_own_name(place, name):
    messages = [message for _, message in of_hit_type_problems((place, "text"))]
    assert any(message.startswith(illegal_text(name)) for message in messages)


def test_goamzs_country_without_a_locale_is_refused_by_its_place():
    text = GOAMZ.replace("<LocaleValue></LocaleValue>", "<LocaleValue>US</LocaleValue>")
    [(_, message)] = of_hit_type_problems(("QualificationRequirement", text))
    assert "by name: QualificationRequirement.1.LocaleValue.Country" in message


def test_a_question_is_text_even_though_it_is_xml():
    assert of_hit_type()["Question"] == "<q/>"


@pytest.mark.parametrize("prefix", ["HITReviewPolicy", "HITReviewPolicy.1", "HITReviewPolicy.0"])
def test_a_review_policy_is_read_with_and_without_number(prefix):
    # MTurkR leaves the number out, rubysdk and perl send it.
    sent = {
        "PolicyName": "SimplePlurality/2011-09-01",
        "Parameter.1.Key": "QuestionIds",
        "Parameter.1.Value.1": "Q1",
        "Parameter.1.Value.2": "Q2",
        "Parameter.2.Key": "AnswerKey",
        "Parameter.2.MapEntry.1.Key": "Q1",
        "Parameter.2.MapEntry.1.Value.2": "b",
        "Parameter.2.MapEntry.1.Value.1": "a",
        "Parameter.2.MapEntry.2.Key": "Q2",
        "Parameter.2.MapEntry.2.Value": "c",
    }
    values = of_hit_type(*((f"{prefix}.{name}", text) for name, text in sent.items()))
    assert values["HITReviewPolicy"] == {
        "PolicyName": "SimplePlurality/2011-09-01",
        "Parameters": [
            {"Key": "QuestionIds", "Values": ["Q1", "Q2"]},
            {
                "Key": "AnswerKey",
                "MapEntries": [
                    {"Key": "Q1", "Values": ["a", "b"]},
                    {"Key": "Q2", "Values": ["c"]},
                ],
            },
        ],
    }


@pytest.mark.parametrize(
    "sent",
    [
        [
            ("1.EventType.1", "AssignmentSubmitted"),
            ("1.EventType.2", "HITReviewable"),
        ],  # boto, perl
        [("1.EventType", "AssignmentSubmitted"), ("1.EventType", "HITReviewable")],  # MTurkR
        [("1.EventType", "AssignmentSubmitted"), ("2.EventType", "HITReviewable")],  # laraturk
        [("1.EventType", "AssignmentSubmitted,HITReviewable")],
    ],
)
def test_event_types_are_read_in_every_spelling(sent):
    values = notification(*((f"Notification.{name}", text) for name, text in sent))
    assert values["Notification"]["EventTypes"] == ["AssignmentSubmitted", "HITReviewable"]


def test_two_notifications_are_refused_for_there_is_room_for_one():
    with pytest.raises(
        OperationError, match=r"Notification.2.Destination was given 2 different values"
    ):
        notification(("Notification.2.Destination", "b@example.test"))


def test_botos_active_is_read_from_inside_the_notification():
    values = notification(("Notification.1.Active", "True"))
    assert values["Active"] is True
    assert "Active" not in values["Notification"]


def test_active_alone_is_no_notification():
    values = checked(SET_NOTIFICATION, ("HITTypeId", "T"), ("Notification.1.Active", "False"))
    assert values == {"HITTypeId": "T", "Active": False}


def test_mturkrs_reason_is_read_from_the_name_it_uses():
    values = checked(REVOKE, ("SubjectId", "A1"), ("SendNotification", "too slow"))
    assert values["Reason"] == "too slow"


def test_a_hit_id_is_read_from_the_name_some_use():
    assert checked(GET_ASSIGNMENTS, ("HitId", "H7"))["HITId"] == "H7"


def test_botos_none_is_absent_in_every_spelling():
    values = of_hit_type(("Keywords", "None"), ("QualificationRequirement.1.Comparator", "None"),
                         ("Reward.1.Amount", "None"))  # fmt: skip
    assert values.keys().isdisjoint({"Keywords", "QualificationRequirement", "Reward"})
