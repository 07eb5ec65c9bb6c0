from hypothesis import given
from hypothesis import strategies as st
from support.parameters import ALL, CREATE_HIT, REVOKE, SET_NOTIFICATION

from adapter.model import LegacyCall
from adapter.translation.compose import compose_echo
from adapter.xml import write as elements
from adapter.xml.element import Element


def echoed(of, *pairs):
    return compose_echo(LegacyCall(of.operation, pairs), of)


def test_the_parameters_stand_in_alphabetical_order_as_sent():
    assert echoed(CREATE_HIT, ("Title", " A b"), ("LifetimeInSeconds", "060"),
                  ("HITTypeId", "T")) == (
        Element("HITTypeId", "T"),
        Element("LifetimeInSeconds", "060"),
        Element("Title", " A b"),
    )  # fmt: skip


def test_a_structure_is_nested_without_numbers():
    assert echoed(CREATE_HIT, ("Reward.1.CurrencyCode", "USD"), ("Reward.1.Amount", ".20")) == (
        Element("Reward", (Element("Amount", ".20"), Element("CurrencyCode", "USD"))),
    )


def test_a_list_is_repeated_in_the_order_of_its_numbers():
    sent = (
        ("QualificationRequirement.10.Comparator", "In"),
        ("QualificationRequirement.2.IntegerValue.2", "2"),
        ("QualificationRequirement.2.IntegerValue.1", "1"),
    )
    assert echoed(CREATE_HIT, *sent) == (
        Element(
            "QualificationRequirement", (Element("IntegerValue", "1"), Element("IntegerValue", "2"))
        ),
        Element("QualificationRequirement", (Element("Comparator", "In"),)),
    )


def test_goamzs_xml_stays_one_text():
    text = "<QualificationRequirement><Comparator>In</Comparator></QualificationRequirement>"
    assert echoed(CREATE_HIT, ("QualificationRequirement", text)) == (
        Element("QualificationRequirement", text),
    )


def test_turk50s_secret_key_and_other_unknown_names_are_not_told_back():
    assert echoed(CREATE_HIT, ("AWSSecretAccessKey", "s3cret"), ("Reward.1.Secret", "s3cret"),
                  ("Title.1.Secret", "s3cret"), ("<a>", "x"), ("Title", "t")) == (
        Element("Title", "t"),
    )  # fmt: skip


def test_the_groups_themselves_are_told_back_and_what_has_no_effect_is_not():
    groups = ("ResponseGroup.0", "Request"), ("ResponseGroup.1", "Minimal")
    assert echoed(CREATE_HIT, *groups, ("Draft", "x"), ("Draft.1.Secret", "s3cret")) == (
        Element("ResponseGroup", "Request"),
        Element("ResponseGroup", "Minimal"),
    )


def test_an_alias_is_told_back_as_it_was_called():
    assert echoed(REVOKE, ("SendNotification", "too slow")) == (
        Element("SendNotification", "too slow"),
    )
    assert echoed(SET_NOTIFICATION, ("Notification.1.Active", "True")) == (
        Element("Notification", (Element("Active", "True"),)),
    )


def test_what_counts_as_absent_is_left_out():
    assert echoed(CREATE_HIT, ("Keywords", ""), ("Question", "None")) == ()
    assert echoed(CREATE_HIT, ("Title", "None")) == (Element("Title", "None"),)


NAMES = st.lists(st.sampled_from(["Reward", "Amount", "1", "Title", "Foo", "<"]), max_size=4)


@given(st.lists(st.tuples(NAMES.map(".".join) | st.text(max_size=9), st.text(max_size=9))))
def test_any_parameters_give_a_document_that_can_be_written(pairs):
    for of in ALL:
        elements.write(Element("Request", echoed(of, *pairs)))
