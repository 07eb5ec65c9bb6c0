from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.xml import read as xml
from adapter.xml import write as elements
from adapter.xml.element import Element
from adapter.xml.write import write_markup

WRITABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]))


def test_a_document_is_read_into_names_and_texts():
    text = '<?xml version="1.0" encoding="latin-1"?><A x="1"><B>&lt;é&amp;</B><!-- c --><C/></A>'
    assert xml.read(text) == Element("A", (Element("B", "<é&"), Element("C", "")))


def test_namespaces_and_blanks_between_elements_are_left_out():
    text = '<A xmlns="urn:a" xmlns:b="urn:b">\n  <b:B> x </b:B>\n</A>'
    assert xml.read(text) == Element("A", (Element("B", " x "),))


def test_marked_text_is_text():
    assert xml.read("<A><![CDATA[<!DOCTYPE html>]]></A>") == Element("A", "<!DOCTYPE html>")


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not well-formed"),
        ("A", "not well-formed"),
        ("<A>", "not well-formed"),
        ("<A/><A/>", "not well-formed"),
        ("<A>&b;</A>", "not well-formed"),
        ("<b:A/>", "prefix b on A is not defined"),
        ('<A b:c="d"/>', "prefix b for c on A is not defined"),
        ("<A>&#0;</A>", "not well-formed"),
        ("<A>\x00</A>", "a character that XML cannot carry"),
        ("<A>\ud800</A>", "a character that XML cannot carry"),
        ("<!DOCTYPE A><A/>", "document type"),
        ('<!DOCTYPE A SYSTEM "file:///etc/passwd"><A/>', "document type"),
        ('<!DOCTYPE A [<!ENTITY b SYSTEM "file:///etc/passwd">]><A>&b;</A>', "document type"),
        (f'<!DOCTYPE A [<!ENTITY a0 "x">{BOMB}]><A>&a29;</A>', "document type"),
        ("<A>x<B/></A>", "text beside the elements of A"),
        ("<A>" * 51 + "</A>" * 51, "deeper than 50"),
        ("<A>" * 100_000, "deeper than 50"),
        (f"<A>{'x' * 1_000_000}</A>", "1000007 characters"),
    ],
)
def test_what_cannot_be_read_safely_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        xml.read(text)


def test_the_deepest_document_is_read():
    assert xml.read("<A>" * 50 + "</A>" * 50).name == "A"


LEAVES = WRITABLE.filter(lambda text: "\r" not in text)
LISTS = st.recursive(LEAVES, lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=9)


def test_a_namespace_that_is_no_uri_is_one_all_the_same():
    """As Xerces and the specification have it; libxml2 logs an error."""
    node = xml.parse('<A xmlns:b="urn: b" b:c="d"><B xmlns=" x"/></A>')
    assert node.attributes == {"{urn: b}c": "d"}
    assert [each.namespace for each in node.elements] == [" x"]


@given(LISTS)
def test_what_is_written_is_read_again(content):
    def element(part):
        return Element("A", part if isinstance(part, str) else tuple(map(element, part)))

    assert xml.read(elements.write(element(content))[0].decode()) == element(content)


@given(st.text(st.sampled_from("<>/A!?[]-&; =\"'x")))
def test_any_text_is_read_or_refused(text):
    with suppress(ValueError):
        xml.read(text)


def test_a_node_has_namespaces_attributes_and_mixed_content():
    node = xml.parse('<A xmlns="urn:a" xmlns:b="urn:b" b:c="1" d="2">x<b:B/>y<!-- z --></A>')
    assert (node.name, node.namespace, node.text) == ("A", "urn:a", "xy")
    assert node.attributes == {"{urn:b}c": "1", "d": "2"}
    assert node.elements == (xml.Node("B", "urn:b", {}, ()),)


def test_references_in_attributes_are_resolved():
    assert xml.parse('<A b="&amp;&lt;&quot;&#233;"/>').attributes == {"b": '&<"é'}


def test_a_document_has_as_many_elements_as_a_hundred_calls():
    assert len(xml.parse(f"<A>{'<B/>' * 19_999}</A>").elements) == 19_999
    with pytest.raises(ValueError, match="more than 20000 elements"):
        xml.parse(f"<A>{'<B/>' * 20_000}</A>")


NAMES = st.sampled_from(["a", "b"])
SPACES = st.sampled_from(["urn:a", "urn:b", ""])
NODES = st.recursive(
    WRITABLE,
    lambda inner: st.builds(
        lambda name, space, attributes, content: xml.Node(name, space, attributes, tuple(content)),
        NAMES,
        SPACES,
        st.dictionaries(st.sampled_from(["c", "{urn:a}c", "{urn:b}c"]), WRITABLE),
        st.lists(inner, max_size=3),
    ),
    max_leaves=9,
)


def joined(part, own=None):
    """A node with its texts in one piece between elements, and its own namespace left out."""
    content = []
    for each in part.content:
        if isinstance(each, str) and content and isinstance(content[-1], str):
            content[-1] += each
        elif each:
            content.append(each if isinstance(each, str) else joined(each, own))
    space = "" if part.namespace == own else part.namespace
    return xml.Node(part.name, space, part.attributes, tuple(content))


@given(st.lists(NODES, max_size=3))
def test_markup_is_read_as_the_same_nodes(content):
    node = xml.Node("top", "urn:a", {}, tuple(content))
    read = xml.parse(f"<top>{write_markup(node)}</top>")
    assert joined(read) == joined(node, "urn:a")
