"""By which control, with which label and hint, each question is asked."""

import pytest
from support.documents import counts, form, free_text, question, selection, upload

from adapter.marketplace.documents import BulletList, Text, read_form
from adapter.web.people.forms import show_form


def asked(answer, **more):
    [filled] = show_form(read_form(form(question(answer, **more)))).fields
    return filled.field


def choice(style=None, least=None, most=None, offered=3, **more):
    suggested = f"<StyleSuggestion>{style}</StyleSuggestion>" if style else ""
    names = [f"n{number}" for number in range(offered)]
    return selection(*names, counts=counts(least, most) + suggested, **more)


STYLES = [
    # style, least, most, selections: control, hint
    (None, None, None, 3, "radios", ""),
    (None, 1, 2, 3, "checkboxes", "Choose 1 to 2"),
    ("radiobutton", None, None, 3, "radios", ""),
    ("radiobutton", 0, 1, 3, "radios", ""),
    ("radiobutton", 2, 3, 3, "checkboxes", "Choose at least 2"),
    ("dropdown", None, None, 3, "select", ""),
    ("dropdown", 1, 2, 3, "list", "Choose 1 to 2"),
    ("list", None, None, 3, "list", "Choose 1"),
    ("list", 0, 2, 3, "list", "Choose up to 2, or none"),
    ("checkbox", None, None, 3, "checkboxes", "Choose one or more"),
    ("checkbox", 2, 3, 4, "checkboxes", "Choose 2 to 3"),
    ("checkbox", 2, 2, 4, "checkboxes", "Choose 2"),
    ("checkbox", 0, 3, 3, "checkboxes", "Choose as many as you like, or none"),
    ("checkbox", 1, 1, 3, "checkboxes", "Choose 1"),
    ("combobox", None, None, 3, "radios", ""),
    ("combobox", 1, 3, 20, "checkboxes", "Choose 1 to 3"),
    ("multichooser", None, None, 3, "checkboxes", "Choose one or more"),
    ("multichooser", 1, 1, 3, "checkboxes", "Choose 1"),
]


@pytest.mark.parametrize(("style", "least", "most", "offered", "control", "hint"), STYLES)
def test_a_style_has_its_control_and_its_hint(style, least, most, offered, control, hint):
    field = asked(choice(style, least, most, offered))
    assert (field.control, field.hint) == (control, hint)


@pytest.mark.parametrize(
    ("style", "least", "values"),
    [
        (None, 1, ["0", "1", "2"]),
        (None, 0, ["0", "1", "2", "none"]),
        ("checkbox", 0, ["0", "1", "2"]),
        ("dropdown", 0, ["0", "1", "2"]),
    ],
)
def test_radios_alone_need_an_option_that_chooses_nothing(style, least, values):
    assert [each.value for each in asked(choice(style, least)).options] == values


@pytest.mark.parametrize("style", [None, "checkbox", "dropdown", "list"])
def test_another_answer_is_one_more_option(style):
    assert [each.value for each in asked(choice(style, other="")).options][3:] == ["other"]


@pytest.mark.parametrize(
    ("style", "offered", "has_filter"),
    [("combobox", 12, False), ("combobox", 13, True), ("checkbox", 13, False)],
)
def test_many_options_of_a_combobox_are_narrowed(style, offered, has_filter):
    assert asked(choice(style, offered=offered)).has_filter is has_filter


@pytest.mark.parametrize("style", ["dropdown", "list"])
def test_a_menu_that_cannot_show_a_label_is_none(style):
    marked = "<FormattedContent><![CDATA[<b>A</b>]]></FormattedContent>"
    answer = choice(style).replace("<Text>N0</Text>", marked)
    assert asked(answer).control == "radios"


TEXTS = [
    ("", "text", 1, ""),
    ("<IsNumeric/>", "text", 1, "A number"),
    ('<IsNumeric minValue="1"/>', "text", 1, "A number of at least 1"),
    ('<IsNumeric minValue="1" maxValue="5"/>', "text", 1, "A number from 1 to 5"),
    ('<Length minLength="2"/>', "text", 1, "At least 2 characters"),
    ('<Length maxLength="5"/>', "text", 1, "At most 5 characters"),
    ('<Length minLength="4" maxLength="4"/>', "text", 1, "Exactly 4 characters"),
    ('<IsNumeric/><Length maxLength="3"/>', "text", 1, "A number; at most 3 characters"),
]


@pytest.mark.parametrize(("constraints", "control", "lines", "hint"), TEXTS)
def test_a_text_says_what_it_must_be_like(constraints, control, lines, hint):
    field = asked(free_text(constraints))
    assert (field.control, field.lines, field.hint) == (control, lines, hint)


@pytest.mark.parametrize(
    ("within", "control", "lines"),
    [
        ("<NumberOfLinesSuggestion>5</NumberOfLinesSuggestion>", "lines", 5),
        ("<NumberOfLinesSuggestion>1</NumberOfLinesSuggestion>", "text", 1),
        ("<NumberOfLinesSuggestion>900</NumberOfLinesSuggestion>", "lines", 30),
        ("<DefaultText>a\nb</DefaultText>", "lines", 2),
    ],
)
def test_a_text_field_is_as_high_as_suggested(within, control, lines):
    field = asked(f"<FreeTextAnswer>{within}</FreeTextAnswer>")
    assert (field.control, field.lines) == (control, lines)


def test_a_file_says_its_sizes():
    field = asked(upload(1, 2_000_000_000))
    assert (field.control, field.hint) == ("file", "1 byte to 2 GB")


@pytest.mark.parametrize(
    ("answer", "required", "optional"),
    [
        (free_text(), False, True),
        (free_text(), True, False),
        (free_text('<Length minLength="1"/>'), False, False),
        (free_text('<Length minLength="0"/>'), False, True),
        (selection("a"), False, True),
        (selection("a"), True, False),
    ],
)
def test_a_question_says_whether_it_is_optional(answer, required, optional):
    assert asked(answer, required=required).optional is optional


LABELS = [
    ("<Title>Why?</Title><Text>Say.</Text>", "", ("", "Why?", (Text("Say."),))),
    ("<Text>Why?</Text>", "Owl", ("Owl", "Why?", ())),
    ("<List><ListItem>a</ListItem></List>", "Owl", ("", "Owl", (BulletList(("a",)),))),
    ("<List><ListItem>a</ListItem></List>", "", ("", "Question 1", (BulletList(("a",)),))),
    (f"<Text>{'x' * 161}</Text>", "", ("", "Question 1", (Text("x" * 161),))),
    ("<Text/>", "", ("", "Question 1", (Text(""),))),
]


@pytest.mark.parametrize(("content", "name", "shown"), LABELS)
def test_the_first_short_text_is_the_label(content, name, shown):
    named = question(free_text(), content=content).replace(
        "<IsRequired>", f"<DisplayName>{name}</DisplayName><IsRequired>"
    )
    [filled] = show_form(read_form(form(named))).fields
    assert (filled.field.caption, filled.field.label, filled.field.content) == shown
