"""Addresses are what Xerces takes for an anyURI, as the retired service did."""

import random
from xml.sax.saxutils import escape

import pytest
from support.xerces import needs_jdk, validate

from adapter.marketplace.documents.addresses import is_address

ADDRESSES = [
    ("https://sky.example/task?cloud[]=1&cloud[]=2", True),
    ('https://sky.example/task?arg={"clouds":[1,2]}', True),
    ("https://sky.example/a.jpg?size[w]=10#[x]", True),
    ("https://sky.example:port/", True),
    ("mailto:cloud[at]sky.example", True),
    ("https://", False),
    ("https:", False),
    ("https:#a", False),
    ("https:///a", True),
    ("https://?a", True),
    ("", True),
    ("a/b?c#d", True),
    (":a", False),
    ("a b:c", False),
    ("1a:b", False),
    ("https://sky.example/a b?c d", True),
    ("https://wölkchen.example/ä?ö#ü", True),
    ("https://sky.example/100%", False),
    ("https://sky.example/?100%&a", False),
    ("https://sky.example/100%25", True),
    ("https://sky.example/a[1]", False),
    ("https://sky.example/#a#b", False),
    ("https://[::1]:8080/", True),
    ("https://me@[1:2:3:4:5:6:7:8]", True),
    ("https://[::1", False),
    ("https://[::1]:65536/", False),
    ("https://[1::2::3]/", False),
    ("https://[sky.example]/", False),
    ("\n https://sky.example/ \t", True),
]
PIECES = [
    *"-./:?#[]%@ \"{}|\\^`~&=;,!*'()$_<>+1a", "http:", "https:", "mailto:", "//", "://", "%41",
    "%4", "[::1]", "[1:2:3:4:5:6:7:8]", "[::ffff:1.2.3.4]", "[12345::]", "[::1]:99999", "[::1]:80",
    "ä", "日本", "host", "1.2.3.4", "256.1.1.1", "user:pw@", ":port", ":+80", ":-1", "a[]=1", "\n",
]  # fmt: skip


@pytest.mark.parametrize(("text", "valid"), ADDRESSES)
def test_an_address_is_taken_as_xerces_takes_it(text, valid):
    assert is_address(text) is valid


@needs_jdk
def test_xerces_itself_says_so(tmp_path):
    """Of these and of thousands of made ones. Read apart: an IPv4 number with a leading zero."""
    schema = tmp_path / "address.xsd"
    schema.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        '<xs:element name="a" type="xs:anyURI"/></xs:schema>'
    )
    dice = random.Random(1)
    made = ["".join(dice.choices(PIECES, k=dice.randint(1, 7))) for _ in range(2000)]
    texts = [text for text, _ in ADDRESSES] + made + [f"https://{text}" for text in made[:1000]]
    errors = validate([(schema, f"<a>{escape(text)}</a>") for text in texts])
    differing = [
        (text, error)
        for text, error in zip(texts, errors, strict=True)
        if is_address(text) is not (error == "")
    ]
    assert differing == []
    assert 500 < errors.count("") < 2500
