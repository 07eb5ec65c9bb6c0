import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapter import xml
from adapter.messages import Element

WRITABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]))


def test_the_document_is_a_declaration_and_one_line():
    root = Element("A", (Element("B", 'x < y & "z" > w'), Element("C", ())))
    body, replaced = xml.write(root)
    assert body == b'<?xml version="1.0"?>\n<A><B>x &lt; y &amp; "z" &gt; w</B><C/></A>\n'
    assert replaced == 0


def test_other_letters_stand_as_themselves_in_utf_8():
    assert "<A>Zoë 日本 😀</A>".encode() in xml.write(Element("A", "Zoë 日本 😀"))[0]


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_carry_is_replaced_and_counted(bad):
    body, replaced = xml.write(Element("A", (Element("B", f"a{bad}b{bad}"),)))
    assert etree.fromstring(body).findtext("B") == "a\ufffdb\ufffd"
    assert replaced == 2


@given(st.text())
def test_any_text_survives_writing_and_parsing(text):
    body, replaced = xml.write(Element("A", text))
    read = etree.fromstring(body).text or ""
    assert len(read) == len(text)
    assert sum(a != b for a, b in zip(read, text, strict=True)) == replaced
