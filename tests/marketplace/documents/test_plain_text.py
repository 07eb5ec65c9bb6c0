"""A question as text for a terminal."""

import pytest

from adapter.marketplace.documents import layouts, render_question
from adapter.marketplace.documents.html_text import render_html

DATA = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas"
FORM = f"""<QuestionForm xmlns="{DATA}/2005-10-01/QuestionForm.xsd">
<Overview><Title>Owls</Title><Text>Two lines
of text.</Text><List><ListItem>One</ListItem><ListItem>Two</ListItem></List>
<Binary><MimeType><Type>image</Type><SubType>png</SubType></MimeType>
<DataURL>http://example.test/owl.png</DataURL><AltText>An owl</AltText></Binary>
<FormattedContent><![CDATA[<p>Listen <b>well</b>.</p><p>Then say.</p>]]></FormattedContent>
</Overview>
<Question><QuestionIdentifier>owl</QuestionIdentifier><DisplayName>Question 1</DisplayName>
<IsRequired>true</IsRequired><QuestionContent><Text>Which owl?</Text></QuestionContent>
<AnswerSpecification><SelectionAnswer><MinSelectionCount>1</MinSelectionCount>
<MaxSelectionCount>2</MaxSelectionCount><StyleSuggestion>checkbox</StyleSuggestion><Selections>
<Selection><SelectionIdentifier>tawny</SelectionIdentifier><Text>Tawny owl</Text></Selection>
<Selection><SelectionIdentifier>barn</SelectionIdentifier>
<FormattedContent><![CDATA[<i>Barn</i> owl]]></FormattedContent></Selection>
<OtherSelection><MinLengthInCharacters>2</MinLengthInCharacters></OtherSelection>
</Selections></SelectionAnswer></AnswerSpecification></Question>
<Question><QuestionIdentifier>age</QuestionIdentifier>
<QuestionContent><Text>How old?</Text></QuestionContent><AnswerSpecification><FreeTextAnswer>
<Constraints><IsNumeric minValue="1" maxValue="99"/><Length minLength="1" maxLength="2"/>
<AnswerFormatRegex regex="^[0-9]+$" errorText="Digits, please."/></Constraints>
<DefaultText>30</DefaultText></FreeTextAnswer></AnswerSpecification></Question>
<Question><QuestionIdentifier>song</QuestionIdentifier>
<QuestionContent><Text>Record it.</Text></QuestionContent><AnswerSpecification><FileUploadAnswer>
<MaxFileSizeInBytes>2000</MaxFileSizeInBytes><MinFileSizeInBytes>1</MinFileSizeInBytes>
</FileUploadAnswer></AnswerSpecification></Question>
</QuestionForm>"""
HTML = """<!DOCTYPE html><html><head><title>No</title><script>no()</script></head><body>
<h1>Colours</h1><p>Say   the
colour of <a href="x">this</a>:</p><img src="http://example.test/1.png">
<form><input type="hidden" name="assignmentId"><input name="colour"> please
<div><label><input type="radio" name="sure" value="yes">Sure</label>
<label><input type="checkbox" name="more">More</label></div>
<select name="size"><option value="s">Small</option><option value="l">Large</option></select>
<textarea name="why"></textarea><crowd-input name="name"></crowd-input>
<input type="submit" name="no" value="no"></form></body></html>"""


def test_a_form_is_its_overviews_and_numbered_questions():
    assert render_question(FORM).splitlines() == [
        "Owls",
        "====",
        "Two lines",
        "of text.",
        "- One",
        "- Two",
        "[image: http://example.test/owl.png (An owl)]",
        "Listen well.",
        "Then say.",
        "",
        "1. [owl] Question 1 (required)",
        "   Which owl?",
        "   Choose 1 to 2 of:",
        "      tawny  Tawny owl",
        "      barn  Barn owl",
        "      or another answer: a text",
        "",
        "2. [age]",
        "   How old?",
        '   Answer: a number, 1 to 99, 1 to 2 characters, "Digits, please.", filled in already: 30',
        "",
        "3. [song]",
        "   Record it.",
        "   Answer: a file of 1 to 2000 bytes",
    ]


def test_a_page_is_its_text_with_the_names_of_its_fields():
    question = (
        f'<HTMLQuestion xmlns="{DATA}/2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[{HTML}]]>'
        "</HTMLContent><FrameHeight>0</FrameHeight></HTMLQuestion>"
    )
    assert render_question(question).splitlines() == [
        "Colours",
        "Say the colour of this:",
        "[image: http://example.test/1.png]",
        "[colour] please",
        "[sure=yes] Sure",
        "[more=on] More",
        "[size=s] Small",
        "[size=l] Large",
        "[why]",
        "[name]",
    ]


def test_a_requesters_page_is_its_address():
    question = (
        f'<ExternalQuestion xmlns="{DATA}/2006-07-14/ExternalQuestion.xsd"><ExternalURL>'
        "https://example.test/q?a=1&amp;b=2</ExternalURL><FrameHeight>600</FrameHeight>"
        "</ExternalQuestion>"
    )
    assert render_question(question) == "The requester's page: https://example.test/q?a=1&b=2"


def test_a_layout_is_its_parameters():
    question = layouts.write_layout_question("3LAYOUT", [{"Name": "url", "Value": "<b>"}])
    assert render_question(question).splitlines() == ["Layout 3LAYOUT", "url", "<b>"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a</script>b<p>", "ab"),
        ("a<script>b", "a"),
        ("<select><option>x", "[=] x"),
        ("<input type=radio name>a &lt; b&nbsp;c", "a < b c"),
    ],
)
def test_broken_html_is_rendered_as_far_as_it_goes(html, text):
    assert render_html(html) == text
