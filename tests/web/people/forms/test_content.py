"""What of a requester's XHTML is shown."""

import pytest

from adapter.marketplace.documents import Binary, BulletList, FormattedContent, Text
from adapter.web.people.forms.content import clean_xhtml, read_plain

SHOWN = [
    ("<p>a <b>b</b><br/>c</p>", "<p>a <b>b</b><br>c</p>"),
    ('<ol start="3"><li>a</li></ol>', '<ol start="3"><li>a</li></ol>'),
    ('<table><tr><td colspan="2">a</td></tr></table>',
     '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
    ('<img src="https://example.org/a.png" alt="an owl" width="9"/>',
     '<img src="https://example.org/a.png" alt="an owl" width="9">'),
    ('<a href="http://example.org/">a</a>',
     '<a href="http://example.org/" target="_blank" rel="noopener noreferrer">a</a>'),
    ("&amp;lt; &eacute;", "&amp;lt; é"),
]  # fmt: skip
HARMFUL = [
    ("<script>alert(1)</script>a", "a"),
    ('<p onclick="alert(1)" style="position:fixed" class="bar" id="main">a</p>', "<p>a</p>"),
    ('<a href="javascript:alert(1)">a</a>',
     '<a target="_blank" rel="noopener noreferrer">a</a>'),
    ('<a href="/tasks/A/return">a</a>', '<a target="_blank" rel="noopener noreferrer">a</a>'),
    ('<img src="data:image/svg+xml,x" alt="a"/>', '<img alt="a">'),
    ('<form action="http://example.org/"><input name="q1"/><button>a</button></form>', "a"),
    ('<iframe src="http://example.org/"></iframe>a', "a"),
    ("<style>main{display:none}</style>a", "a"),
    ("</div></main>a", "a"),
    ("<b>a", "<b>a</b>"),
    ("<!-- a -->b", "b"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "shown"), SHOWN)
def test_the_subset_is_shown(written, shown):
    assert clean_xhtml(written) == shown


@pytest.mark.parametrize(("written", "shown"), HARMFUL)
def test_nothing_else_is_shown(written, shown):
    assert clean_xhtml(written) == shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (Text("a"), "a"),
        (FormattedContent("<p>a &lt; <b>b</b></p>"), "a < b"),
        (Binary("image", "png", "https://example.org/", "an owl"), "an owl"),
        (BulletList(("a",)), ""),
    ],
)
def test_an_element_says_its_words(content, said):
    assert read_plain(content) == said
