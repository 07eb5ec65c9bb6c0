"""What is written by joining texts is, byte for byte, what lxml would have written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from adapter.xml import write as elements
from adapter.xml.tree import Element, Texts
from tests.support.trees import one_by_one

ODD = (
    "\t\n\r\x00\x0b\x1f\x7f\x85\u2028\ud800\udfff\ufffe\uffff\ufeff\ufffd&<>'\"]]>é日\U0001f600 a0"
)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
TEXTS = st.text(st.sampled_from(ODD)) | st.text(st.characters(exclude_categories=()))
LONG = TEXTS.map(lambda text: text * 150)
ROWS = st.lists(st.tuples(NAMES, TEXTS | LONG), min_size=1, max_size=4).map(
    lambda pairs: Texts(tuple(name for name, _ in pairs), tuple(text for _, text in pairs))
)
TREES = st.recursive(
    st.builds(Element, NAMES, TEXTS | LONG),
    lambda inner: st.builds(Element, NAMES, st.lists(inner | ROWS, max_size=4).map(tuple)),
    max_leaves=12,
)
NAMESPACE = "http://requester.mturk.amazonaws.com/doc/2014-08-15"
PREFIXES = {"soapenv": "http://schemas.xmlsoap.org/soap/envelope/", "aws": "urn:a&b'c"}
WRAPPERS = ("soapenv:Envelope", "soapenv:Body", "aws:Inside")


def writable(text):
    return "".join(each if _is_writable(ord(each)) else "\ufffd" for each in text)


def _is_writable(code):
    """XML 1.0, production 2."""
    plain = code in {0x9, 0xA, 0xD} or 0x20 <= code <= 0xD7FF
    return plain or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def fill(node, content, space):
    if isinstance(content, str):
        node.text = writable(content)
        return sum(a != b for a, b in zip(node.text, content, strict=True))
    return sum(fill(etree.SubElement(node, space + c.name), c.content, space) for c in content)


@given(TREES)
@example(Element("A", ()))
@example(Element("A", ""))
@example(Element("A", (Element("B", "]]>\r\n\t"), Element("C", (Element("D", ()),)))))
@example(Element("A", "²٣ǅ"))
def test_a_document_has_the_bytes_of_lxml(root):
    node = etree.Element(root.name)
    replaced = fill(node, one_by_one(root).content, "")
    expected = b'<?xml version="1.0"?>\n' + etree.tostring(node, encoding="utf-8") + b"\n"
    assert elements.write(root) == (expected, replaced)


@given(st.lists(TREES, max_size=3), st.sampled_from([NAMESPACE, ""]), st.integers(1, 3))
def test_elements_inside_others_have_the_bytes_of_lxml(inside, namespace, depth):
    wrappers = WRAPPERS[:depth]
    qualified = [
        etree.QName(PREFIXES[prefix], name)
        for prefix, _, name in (each.partition(":") for each in wrappers)
    ]
    root = inner = etree.Element(qualified[0], nsmap=PREFIXES)
    for name in qualified[1:]:
        inner = etree.SubElement(inner, name)
    space = f"{{{namespace}}}" if namespace else ""
    replaced = 0
    for each in inside:
        declared = {None: namespace} if namespace else None
        node = etree.SubElement(inner, space + each.name, nsmap=declared)
        replaced += fill(node, one_by_one(each).content, space)
    expected = b'<?xml version="1.0" encoding="utf-8"?>' + etree.tostring(root, encoding="utf-8")
    assert elements.write_inside(wrappers, PREFIXES, inside, namespace) == (expected, replaced)


@pytest.mark.parametrize("name", ["", "1A", "A B", "A>", "a:b", "A\n", "<"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(ValueError, match="cannot name an element"):
        elements.write(Element("A", (Element(name, "x"),)))


def test_the_document_is_a_declaration_and_one_line():
    root = Element("A", (Element("B", 'x < y & "z" > w'), Element("C", ())))
    body, replaced = elements.write(root)
    assert body == b'<?xml version="1.0"?>\n<A><B>x &lt; y &amp; "z" &gt; w</B><C/></A>\n'
    assert replaced == 0


def test_other_letters_stand_as_themselves_in_utf_8():
    assert "<A>Zoë 日本 😀</A>".encode() in elements.write(Element("A", "Zoë 日本 😀"))[0]


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_carry_is_replaced_and_counted(bad):
    body, replaced = elements.write(Element("A", (Element("B", f"a{bad}b{bad}"),)))
    assert etree.fromstring(body).findtext("B") == "a\ufffdb\ufffd"
    assert replaced == 2


@given(st.text())
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
