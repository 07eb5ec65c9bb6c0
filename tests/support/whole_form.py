"""A QuestionForm with every element of content, every style and every constraint."""

from __future__ import annotations

from support.documents import counts, form, free_text, question, selection, upload

_BIRDS = "wren robin dunnock blackbird rook jay magpie raven swift swallow starling linnet siskin"


def _style(name: str) -> str:
    return f"<StyleSuggestion>{name}</StyleSuggestion>"


def _text(text: str) -> str:
    return f"<Text>{text}</Text>"


def _picture(alt: str) -> str:
    return (
        "<Binary><MimeType><Type>image</Type><SubType>png</SubType></MimeType>"
        f"<DataURL>http://127.0.0.1:9/{alt}.png</DataURL><AltText>{alt}</AltText></Binary>"
    )


_OVERVIEW = (
    "<Overview><Title>Birds of the garden</Title><Text>Look at the pictures,\n"
    "and answer what you know.</Text>"
    "<List><ListItem>One answer each</ListItem><ListItem>No guesses</ListItem></List>"
    "<FormattedContent><![CDATA[<p>See <a href='https://example.org/'>the guide</a>, and <b>take "
    "time</b>.</p><table><tr><th>Bird</th><th>Size</th></tr><tr><td>Wren</td><td>9 cm</td></tr>"
    "</table>]]></FormattedContent>"
    "<Application><Flash><FlashMovieURL>http://127.0.0.1:9/m.swf</FlashMovieURL><Width>3</Width>"
    "<Height>4</Height></Flash></Application>"
    "<EmbeddedBinary><EmbeddedMimeType><Type>audio</Type><SubType>mpeg</SubType></EmbeddedMimeType>"
    "<DataURL>http://127.0.0.1:9/song.mp3</DataURL><AltText>A song</AltText><Width>10</Width>"
    "<Height>10</Height></EmbeddedBinary></Overview>"
)
_OWL = question(
    selection("tawny", "barn", counts=_style("radiobutton"), other=""),
    "owl",
    required=True,
    content=_text("Which owl hoots?"),
).replace("<IsRequired>", "<DisplayName>Owl</DisplayName><IsRequired>")
_SMALLER = selection("a", "b").replace("<Text>A</Text>", _picture("A wren"))
_DESCRIBED = (
    "<FreeTextAnswer><DefaultText>It has\nfeathers</DefaultText>"
    "<NumberOfLinesSuggestion>4</NumberOfLinesSuggestion></FreeTextAnswer>"
)

WHOLE_TEST = form(
    _OVERVIEW,
    _OWL,
    question(
        selection("red", "green", "blue", "brown", counts=counts(2, 3) + _style("checkbox")),
        "colours",
        required=True,
        content=_text("Which colours has a robin?") + _text("Look well.") + _picture("A robin"),
    ),
    question(
        selection("spring", "summer", counts=_style("dropdown")),
        "season",
        content=_text("When does it sing?"),
    ),
    question(
        selection("one", "two", "three", "four", counts=counts(0, 2) + _style("list")),
        "eggs",
        content=_text("How many eggs does it lay?"),
    ),
    question(
        selection(*_BIRDS.split(), counts=counts(1, 3) + _style("combobox")),
        "seen",
        content=_text("Which birds did you see?"),
    ),
    question(
        selection("day", "night", counts=counts(0) + _style("radiobutton")),
        "awake",
        content=_text("When is it awake?"),
    ),
    question(free_text('<Length minLength="2"/>'), "why", content=_text("Why?")),
    question(_DESCRIBED, "described", content=_text("Describe it")),
    question(
        free_text('<IsNumeric minValue="1" maxValue="12"/>'),
        "length",
        content=_text("How long is it, in centimetres?"),
    ),
    question(
        _SMALLER.replace(
            "<Text>B</Text>",
            "<FormattedContent><![CDATA[<p>A <i>robin</i></p><p>with a red breast</p>]]>"
            "</FormattedContent>",
        ),
        "smaller",
        content=_text("Which is smaller?"),
    ),
)

WHOLE_FORM = WHOLE_TEST.replace(
    "</QuestionForm>",
    question(upload(1000, 2_000_000), "photo", content=_text("A photograph")) + "</QuestionForm>",
)
"""The same, and a file, which a test cannot ask for."""
