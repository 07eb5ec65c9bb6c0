"""The bytes of answers, which old clients search as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapter.xml import write as elements
from adapter.xml.element import Element


@pytest.mark.parametrize("name", ["", "1A", "A B", "A>", "a:b", "A\n", "<"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(ValueError, match="tag name"):
        elements.write(Element("A", (Element(name, "x"),)))


def test_the_document_is_a_declaration_and_one_line():
    root = Element("A", (Element("B", 'x < y & "z" > w'), Element("C", ())))
    body, replaced = elements.write(root)
    assert body == b'<?xml version="1.0"?>\n<A><B>x &lt; y &amp; "z" &gt; w</B><C/></A>\n'
    assert replaced == 0


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ((), "<A/>"),
        ("", "<A></A>"),
        (" ", "<A> </A>"),
        ("\t\n\r", "<A>\t\n&#13;</A>"),
        ("]]>", "<A>]]&gt;</A>"),
        ("&amp;", "<A>&amp;amp;</A>"),
        ("\"'", "<A>\"'</A>"),
        ("\x7f\x85\u2028\ufeff\ufffd", "<A>\x7f\x85\u2028\ufeff\ufffd</A>"),
        ((Element("B", ()), Element("B", "")), "<A><B/><B></B></A>"),
    ],
)
def test_texts_and_empty_elements(content, written):
    body, replaced = elements.write(Element("A", content))
    assert body.decode() == f'<?xml version="1.0"?>\n{written}\n'
    assert replaced == 0


def test_other_letters_stand_as_themselves_in_utf_8():
    assert "<A>Zoë 日本 😀</A>".encode() in elements.write(Element("A", "Zoë 日本 😀"))[0]


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_carry_is_replaced_and_counted(bad):
    body, replaced = elements.write(Element("A", (Element("B", f"a{bad}b{bad}"),)))
    assert etree.fromstring(body).findtext("B") == "a\ufffdb\ufffd"
    assert replaced == 2


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_survives_writing_and_parsing(text):
    body, replaced = elements.write(Element("A", text))
    read = etree.fromstring(body).text or ""
    assert len(read) == len(text)
    assert sum(a != b for a, b in zip(read, text, strict=True)) == replaced


def test_other_names_and_whoever_may_be_around_them():
    body, replaced = elements.write_inside(
        ("a:A", "b:B"),
        {"a": "urn:a", "b": "urn:b"},
        (Element("C", (Element("D", "\0"),)),),
        "urn:c",
    )
    assert replaced == 1
    assert body.decode() == (
        '<?xml version="1.0" encoding="utf-8"?><a:A xmlns:a="urn:a" xmlns:b="urn:b"><b:B>'
        '<C xmlns="urn:c"><D>\ufffd</D></C></b:B></a:A>'
    )


def test_elements_inside_may_have_no_namespace():
    body, _ = elements.write_inside(("a:A",), {"a": "urn:a"}, (Element("B", "x"), Element("C", ())))
    assert body.endswith(b'<a:A xmlns:a="urn:a"><B>x</B><C/></a:A>')
