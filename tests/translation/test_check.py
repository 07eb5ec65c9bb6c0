from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.checking import check, groups, unknown
from support.parameters import (
    ALL,
    CREATE_HIT,
    GET_ASSIGNMENTS,
    NOTIFY_WORKERS,
    REVOKE,
    SET_NOTIFICATION,
    STRUCTURES,
    checked,
    mapping,
    of_hit_type,
    problems,
)

from adapter.errors import OperationError
from adapter.mapping.catalogue import load
from adapter.model import LegacyCall
from adapter.settings.resources import find_data_folder

MAX_PAIRS = 5_000
HIT = ("HITId", "H1")


def test_defaults_stand_where_nothing_was_given():
    assert checked(GET_ASSIGNMENTS, HIT) == {
        "HITId": "H1",
        "SortProperty": "SubmitTime",
        "PageSize": 10,
    }


def test_a_repeated_parameters_default_is_a_list():
    levels = {"name": "PolicyLevel", "type": "enum", "of": ["HIT", "Assignment"], "repeated": True}
    assert checked(mapping("X", levels | {"default": "HIT"})) == {"PolicyLevel": ["HIT"]}


@pytest.mark.parametrize("text", ["", "None"])
def test_empty_text_and_botos_none_count_as_absent(text):
    assert "Reason" not in checked(REVOKE, ("SubjectId", "A1"), ("Reason", text))


def test_none_is_the_text_of_what_is_required():
    """Read in boto: its live tests create a HIT without a description, and expect success."""
    assert checked(REVOKE, ("SubjectId", "None")) == {"SubjectId": "None"}
    assert checked(GET_ASSIGNMENTS, ("HitId", "None"))["HITId"] == "None"
    assert checked(GET_ASSIGNMENTS, ("HitId", "None"), ("HITId", "H"))["HITId"] == "H"
    sent = ("Subject", "None"), ("MessageText", "m"), ("WorkerId.1", "None"), ("WorkerId.2", "A1")
    assert checked(NOTIFY_WORKERS, *sent)["WorkerId"] == ["A1"]
    assert checked(NOTIFY_WORKERS, *sent)["Subject"] == "None"


def test_none_is_the_text_of_what_is_required_without_another():
    whole = (
        ("AssignmentDurationInSeconds", "60"),
        ("LifetimeInSeconds", "60"),
        ("Question", "<q/>"),
        ("Reward.1.Amount", "0.05"),
        ("Title", "None"),
    )
    assert checked(CREATE_HIT, *whole)["Title"] == "None"
    assert checked(CREATE_HIT, *whole, ("HITTypeId", "None"))["Title"] == "None"
    assert "Title" not in checked(CREATE_HIT, *whole, ("HITTypeId", "T"))


@pytest.mark.parametrize("text", ["", "None"])
def test_they_count_as_absent_in_a_structure_and_a_list_too(text):
    values = checked(
        SET_NOTIFICATION,
        ("HITTypeId", "T"),
        ("Active", "true"),
        ("Notification.1.Destination", text),
        ("Notification.1.EventType.1", text),
    )
    assert values == {"HITTypeId": "T", "Active": True}


def test_every_problem_is_named_at_once():
    found = problems(
        GET_ASSIGNMENTS,
        ("PageSize", "0"),
        ("SortProperty", "Title"),
        ("AssignmentStatus", "Lost"),
    )
    assert [code for code, _ in found] == [
        "AWS.MissingParameters",
        "AWS.InvalidEnumeratedParameter",
        "AWS.InvalidEnumeratedParameter",
        "AWS.ParameterOutOfRange",
    ]


def test_missing_parameters_are_named_together():
    [(code, message)] = problems(NOTIFY_WORKERS, ("Subject", ""))
    assert code == "AWS.MissingParameters"
    assert message == (
        "Your request is missing required parameters. "
        "Required parameters include Subject, MessageText, WorkerId."
    )


def test_what_another_parameter_makes_needless_is_missing_without_it():
    [(_, message)] = problems(CREATE_HIT, ("LifetimeInSeconds", "60"), ("Question", "q"))
    assert "AssignmentDurationInSeconds (or HITTypeId), Reward (or HITTypeId), Title" in message
    assert "Reward" not in of_hit_type()


def test_a_refused_value_is_not_missing_besides():
    [(code, _)] = problems(NOTIFY_WORKERS, ("Subject", "s" * 201), ("MessageText", "m"),
                           ("WorkerId", "A1"))  # fmt: skip
    assert code == "AWS.MechanicalTurk.InvalidParameterValue"


def test_one_of_a_set_is_enough_and_none_is_missing():
    assert of_hit_type(("HITLayoutId", "L"))["HITLayoutId"] == "L"
    [(code, message)] = problems(CREATE_HIT, ("LifetimeInSeconds", "60"), ("HITTypeId", "T"))
    assert code == "AWS.MissingParameters"
    assert "include Question or HITLayoutId." in message


def test_a_refused_one_of_a_set_counts_as_given():
    [(code, _)] = problems(SET_NOTIFICATION, ("HITTypeId", "T"), ("Active", "perhaps"))
    assert code == "AWS.MechanicalTurk.InvalidParameterValue"


def test_two_different_values_are_refused_and_two_equal_ones_are_one():
    [(code, message)] = problems(GET_ASSIGNMENTS, HIT, ("HITId", "H2"))
    assert code == "AWS.MechanicalTurk.InvalidParameterValue"
    assert "2 different values" in message
    assert checked(GET_ASSIGNMENTS, HIT, HIT)["HITId"] == "H1"


def test_the_proper_name_wins_over_an_alias():
    values = checked(REVOKE, ("SendNotification", "x"), ("SubjectId", "A1"), ("Reason", "late"))
    assert values["Reason"] == "late"


def test_an_absent_proper_name_leaves_the_alias_its_say():
    values = checked(REVOKE, ("SendNotification", "x"), ("SubjectId", "A1"), ("Reason", "None"))
    assert values["Reason"] == "x"


def test_the_proper_active_wins_over_the_one_in_a_notification():
    values = checked(SET_NOTIFICATION, ("HITTypeId", "T"), ("Notification.1.Active", "True"),
                     ("Active", "false"))  # fmt: skip
    assert values["Active"] is False


def test_too_many_items_are_refused_with_both_numbers():
    workers = [(f"WorkerId.{number}", f"A{number}") for number in range(101)]
    [(code, message)] = problems(NOTIFY_WORKERS, ("Subject", "s"), ("MessageText", "m"), *workers)
    assert code == "AWS.MechanicalTurk.InvalidParameterValue"
    assert message == "WorkerId takes at most 100 items; 101 were sent."


def test_no_more_problems_are_told_than_anybody_reads():
    pairs = [(f"QualificationRequirement.{number}.Comparator", "Same") for number in range(500)]
    assert len(problems(CREATE_HIT, *pairs)) == 100


@pytest.mark.parametrize("transport", ["REST", "SOAP"])
def test_a_transport_that_is_no_more_is_refused_with_what_to_use(transport):
    [(code, message)] = problems(
        SET_NOTIFICATION,
        ("HITTypeId", "T"),
        ("Notification.1.Destination", "http://example.test/n"),
        ("Notification.1.Transport", transport),
        ("Notification.1.Version", "2006-05-05"),
    )
    assert code == "AWS.MechanicalTurk.InvalidTransportEndpoint"
    assert message == f"{transport} notifications exist no more; use SQS or SNS instead."


def test_unknown_parameters_are_told_but_harmless_unless_strict():
    pairs = (HIT, ("Status", "x"), ("ResponseGroup.0", "Minimal"))
    call = LegacyCall("GetAssignmentsForHIT", pairs)
    assert unknown(call, GET_ASSIGNMENTS) == ("Status",)
    assert "Status" not in check(call, GET_ASSIGNMENTS)
    [(_, message)] = problems(GET_ASSIGNMENTS, *pairs, strict=True)
    assert message.startswith('"Status" is not a parameter of GetAssignmentsForHIT.')
    assert "AssignmentStatus, SortProperty, PageSize" in message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Notification.1.Foo", "x"),
        ("Notification.1.EventType.1.Foo", "x"),
        ("Active.Foo", "x"),
        ("HITTypeId.1.2", "x"),
        ("hittypeid", "x"),
        ("Notification..Version", "x"),
        ("Notification.", "x"),
        (".1", "x"),
        ("Active." * 2_000, "x"),
        ("A" * 1_000_000, "x"),
    ],
)
def test_an_unknown_name_may_stand_anywhere(name, text):
    call = LegacyCall("SetHITTypeNotification", ((name, text),))
    assert unknown(call, SET_NOTIFICATION) == (name,)


def test_unknown_elements_in_xml_are_told_by_their_place():
    text = "<Notification><Foo>1</Foo><Version>2</Version></Notification>"
    call = LegacyCall("SetHITTypeNotification", (("Notification", text),))
    assert unknown(call, SET_NOTIFICATION) == ("Notification.1.Foo",)


@pytest.mark.parametrize(
    "name",
    ["Notification.Active", "Notification.1.Active", "Notification.2.EventType.7", "Notification",
     "HITTypeId.1"],
)  # fmt: skip
def test_every_spelling_of_a_known_name_is_known(name):
    call = LegacyCall("SetHITTypeNotification", ((name, "x"),))
    assert unknown(call, SET_NOTIFICATION) == ()


def test_an_ignored_parameter_and_all_in_it_are_known_and_have_no_effect():
    call = LegacyCall("CreateHIT", (("Draft.1.Foo", "x"), ("Draft", "y"), ("Reward.1.Sum", "z")))
    assert unknown(call, CREATE_HIT) == ("Reward.1.Sum",)
    assert "Draft" not in of_hit_type(("Draft", "y"))


@pytest.mark.parametrize(
    ("pairs", "asked"),
    [
        ((), {"Minimal"}),
        ((("ResponseGroup", "HITDetail"),), {"Minimal", "HITDetail"}),
        ((("ResponseGroup.1", "HITDetail"), ("ResponseGroup.2", "HITQuestion")),
         {"Minimal", "HITDetail", "HITQuestion"}),  # boto, perl
        ((("ResponseGroup.0", "HITDetail"),), {"Minimal", "HITDetail"}),  # rturk
        ((("ResponseGroup0", "HITDetail"), ("ResponseGroup1", "HITQuestion")),
         {"Minimal", "HITDetail", "HITQuestion"}),  # MTurkR
        ((("ResponseGroup", "Minimal, HITDetail,Request"),), {"Minimal", "HITDetail", "Request"}),
        ((("ResponseGroup", "HITDetail"), ("ResponseGroup", "Request")),
         {"Minimal", "HITDetail", "Request"}),
        ((("ResponseGroup", "Parameters"),), {"Minimal"}),
        ((("ResponseGroup", "None"), ("ResponseGroup.Foo", "HITDetail")), {"Minimal"}),
    ],
)  # fmt: skip
def test_response_groups_are_read_in_every_spelling(pairs, asked):
    assert groups(LegacyCall("CreateHIT", pairs), CREATE_HIT) == asked


def test_groups_asked_for_replace_the_defaults():
    valid = ["Request", "Minimal", "HITDetail", "HITQuestion"]
    get_hit = mapping("GetHIT", groups={"valid": valid, "default": valid[1:]})
    assert groups(LegacyCall("GetHIT", ()), get_hit) == {
        "Minimal",
        "HITDetail",
        "HITQuestion",
    }
    asked = LegacyCall("GetHIT", (("ResponseGroup.1", "Minimal"),))
    assert groups(asked, get_hit) == {"Minimal"}
    strange = LegacyCall("GetHIT", (("ResponseGroup.1", "Offers"),))
    assert groups(strange, get_hit) == {"Minimal", "HITDetail", "HITQuestion"}


NAMES = sorted(
    {place for of in ALL for each in of.request for place in (each.name, *each.aliases)}
    | {each.name for structure in STRUCTURES.values() for each in structure.members}
    | {"Amount", "CurrencyCode", "Foo", "0", "1", "2", "999999999", "9" * 5_000, ""}
)
SPELLED = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6).map(".".join)
XML = st.sampled_from(["<", "<Price>", "</Price>", "<Amount>", "</Amount>", "1", "&lt;", "<a/>"])
TEXTS = st.text(max_size=20) | st.lists(XML, max_size=6).map("".join)


@given(st.lists(st.tuples(SPELLED | st.text(max_size=20), TEXTS), max_size=8))
def test_any_parameters_give_arguments_or_problems(pairs):
    for of in ALL:
        call = LegacyCall(of.operation, tuple(pairs))
        groups(call, of)
        unknown(call, of)
        with suppress(OperationError):
            check(call, of, strict=True)


REQUIREMENT = "<QualificationRequirement><Comparator>x</Comparator></QualificationRequirement>"


@pytest.mark.parametrize(
    "pair",
    [
        lambda i: (f"QualificationRequirement.{i}.LocaleValue.{i}.Country", "US"),
        lambda i: (f"HITReviewPolicy.{i}.Parameter.{i}.MapEntry.{i}.Value.{i}", str(i)),
        lambda i: ("AssignmentReviewPolicy.1.Parameter.1.Value", str(i)),
        lambda i: ("Reward.1.Amount", str(i)),
        lambda i: (f"Reward.{i}.Amount", str(i)),
        lambda i: (f"LocalValue.{i}.Foo{i}", str(i)),
        lambda i: ("QualificationRequirement", REQUIREMENT.replace("x", str(i))),
        lambda i: (f"QualificationRequirement.{i % 7}", REQUIREMENT),
        lambda i: ("Keywords", "," * i),
    ],
)
def test_as_many_pairs_as_a_wire_reads_come_to_an_end(pair):
    pairs = tuple(pair(number) for number in range(MAX_PAIRS))
    with suppress(OperationError):
        checked(CREATE_HIT, *pairs)
    assert len(unknown(LegacyCall("CreateHIT", pairs), CREATE_HIT)) <= MAX_PAIRS


CREATE = (
    ("LifetimeInSeconds", "3600"),
    ("HITTypeId", "T"),
    ("Question", "<q/>"),
)


@pytest.mark.parametrize(
    "name",
    [
        "QualificationRequirement.1234567890.QualificationTypeId",
        "QualificationRequirement.-1.QualificationTypeId",
        "QualificationRequirement[0].QualificationTypeId",
        "qualificationRequirement.1.QualificationTypeId",
        "QualificationRequirement.1.ActionsGuarded",
    ],
)
def test_a_requirement_that_cannot_be_read_is_refused_and_never_dropped(name):
    catalogue = load(find_data_folder("mappings"))
    call = LegacyCall("CreateHIT", (*CREATE, (name, "3TYPE")))
    with pytest.raises(OperationError, match="cannot be read as a part"):
        check(call, catalogue.find("CreateHIT"))


@pytest.mark.parametrize("name", ["RewardNote", "HITReviewPolicyNote", "QuestionRequirement"])
def test_a_stray_that_is_no_part_of_a_list_has_no_effect(name):
    catalogue = load(find_data_folder("mappings"))
    mapping = catalogue.find("CreateHIT")
    with_it = LegacyCall("CreateHIT", (*CREATE, (name, "x")))
    without = LegacyCall("CreateHIT", CREATE)
    assert check(with_it, mapping) == check(without, mapping)


@pytest.mark.parametrize("name", ["WorkerIdentity", "WorkerIds.1"])
def test_a_stray_beside_a_list_of_texts_has_no_effect(name):
    pairs = ("Subject", "s"), ("MessageText", "m"), ("WorkerId", "A1")
    assert checked(NOTIFY_WORKERS, *pairs, (name, "x")) == checked(NOTIFY_WORKERS, *pairs)


def test_a_known_answer_or_a_layout_value_may_be_none_or_empty():
    catalogue = load(find_data_folder("mappings"))
    policy = "AssignmentReviewPolicy.1"
    call = LegacyCall(
        "CreateHIT",
        (
            *CREATE,
            (f"{policy}.PolicyName", "ScoreMyKnownAnswers/2011-09-01"),
            (f"{policy}.Parameter.1.Key", "AnswerKey"),
            (f"{policy}.Parameter.1.MapEntry.1.Key", "q1"),
            (f"{policy}.Parameter.1.MapEntry.1.Value.1", "None"),
            (f"{policy}.Parameter.1.MapEntry.1.Value.2", "Other"),
            ("HITLayoutParameter.1.Name", "blank"),
            ("HITLayoutParameter.1.Value", ""),
        ),
    )
    values = check(call, catalogue.find("CreateHIT"))
    [parameter] = values["AssignmentReviewPolicy"]["Parameters"]
    assert parameter["MapEntries"] == [{"Key": "q1", "Values": ["None", "Other"]}]
    assert values["HITLayoutParameter"] == [{"Name": "blank", "Value": ""}]


def test_what_was_read_before_is_given_anew():
    asked = HIT, ("AssignmentStatus", "Approved")
    first = checked(GET_ASSIGNMENTS, *asked)
    first["AssignmentStatus"].append("X")
    first.clear()
    assert checked(GET_ASSIGNMENTS, *asked)["AssignmentStatus"] == ["Approved"]
