"""A qualification test of two questions, its answer key, and answers to it."""

from __future__ import annotations

_SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01"

TEST = (
    f'<QuestionForm xmlns="{_SCHEMAS}/QuestionForm.xsd">'
    "<Question><QuestionIdentifier>sky</QuestionIdentifier><IsRequired>true</IsRequired>"
    "<QuestionContent><Text>What colour is the sky?</Text></QuestionContent>"
    "<AnswerSpecification><SelectionAnswer><Selections>"
    "<Selection><SelectionIdentifier>blue</SelectionIdentifier><Text>Blue</Text></Selection>"
    "<Selection><SelectionIdentifier>green</SelectionIdentifier><Text>Green</Text></Selection>"
    "</Selections></SelectionAnswer></AnswerSpecification></Question></QuestionForm>"
)
KEY = (
    f'<AnswerKey xmlns="{_SCHEMAS}/AnswerKey.xsd">'
    "<Question><QuestionIdentifier>sky</QuestionIdentifier>"
    "<AnswerOption><SelectionIdentifier>blue</SelectionIdentifier>"
    "<AnswerScore>10</AnswerScore></AnswerOption></Question></AnswerKey>"
)


def answers(colour: str) -> str:
    """The answers of somebody to whom the sky has this colour."""
    return (
        f'<QuestionFormAnswers xmlns="{_SCHEMAS}/QuestionFormAnswers.xsd">'
        "<Answer><QuestionIdentifier>sky</QuestionIdentifier>"
        f"<SelectionIdentifier>{colour}</SelectionIdentifier></Answer></QuestionFormAnswers>"
    )


def form(*questions: str, version: str = "2005-10-01") -> str:
    """A form of these questions, and of whatever else may stand beside them."""
    namespace = f"{_SCHEMAS.replace('2005-10-01', version)}/QuestionForm.xsd"
    return f'<QuestionForm xmlns="{namespace}">{"".join(questions)}</QuestionForm>'


def question(answer: str, name: str = "q", *, required: bool = False, content: str = "") -> str:
    """A question that takes this kind of answer."""
    return (
        f"<Question><QuestionIdentifier>{name}</QuestionIdentifier>"
        f"<IsRequired>{str(required).lower()}</IsRequired>"
        f"<QuestionContent>{content or '<Text>What?</Text>'}</QuestionContent>"
        f"<AnswerSpecification>{answer}</AnswerSpecification></Question>"
    )


def free_text(constraints: str = "") -> str:
    """A text field."""
    within = f"<Constraints>{constraints}</Constraints>" if constraints else ""
    return f"<FreeTextAnswer>{within}</FreeTextAnswer>"


def selection(*names: str, counts: str = "", other: str | None = None) -> str:
    """A choice among selections of these names, with or without a field beside them."""
    offered = "".join(
        f"<Selection><SelectionIdentifier>{name}</SelectionIdentifier><Text>{name.upper()}</Text>"
        "</Selection>"
        for name in names
    )
    beside = "" if other is None else f"<OtherSelection>{other}</OtherSelection>"
    return f"<SelectionAnswer>{counts}<Selections>{offered}{beside}</Selections></SelectionAnswer>"


def counts(least: int | None = None, most: int | None = None) -> str:
    """How many may be selected."""
    first = "" if least is None else f"<MinSelectionCount>{least}</MinSelectionCount>"
    return first + ("" if most is None else f"<MaxSelectionCount>{most}</MaxSelectionCount>")


def upload(smallest: int, largest: int) -> str:
    """A file of so many bytes, the larger number first, as the schema has it."""
    return (
        f"<FileUploadAnswer><MaxFileSizeInBytes>{largest}</MaxFileSizeInBytes>"
        f"<MinFileSizeInBytes>{smallest}</MinFileSizeInBytes></FileUploadAnswer>"
    )


def answered(*answers: tuple[str, str]) -> str:
    """A document of answers, each a question's name and the elements of what was said to it."""
    whole = "".join(
        f"<Answer><QuestionIdentifier>{name}</QuestionIdentifier>{said}</Answer>"
        for name, said in answers
    )
    namespace = f"{_SCHEMAS}/QuestionFormAnswers.xsd"
    return f'<QuestionFormAnswers xmlns="{namespace}">{whole}</QuestionFormAnswers>'


def wrote(text: str) -> str:
    """Said in free text."""
    return f"<FreeText>{text}</FreeText>"


def chose(*names: str, beside: str | None = None) -> str:
    """Said by selections, with or without a text beside them."""
    chosen = "".join(f"<SelectionIdentifier>{name}</SelectionIdentifier>" for name in names)
    return chosen + ("" if beside is None else f"<OtherSelectionText>{beside}</OtherSelectionText>")


def sent(size: int) -> str:
    """Said by a file."""
    return (
        f"<UploadedFileSizeInBytes>{size}</UploadedFileSizeInBytes>"
        "<UploadedFileKey>k</UploadedFileKey>"
    )


def key(*questions: str, mapping: str = "") -> str:
    """An answer key, with or without a mapping of the sum to a value."""
    within = f"<QualificationValueMapping>{mapping}</QualificationValueMapping>" if mapping else ""
    return f'<AnswerKey xmlns="{_SCHEMAS}/AnswerKey.xsd">{"".join(questions)}{within}</AnswerKey>'


def scored(name: str, *options: tuple[int, tuple[str, ...]], default: int | None = None) -> str:
    """A question of a key: what each set of selections counts, and what everything else does."""
    counted = "".join(
        f"<AnswerOption>{chose(*named)}<AnswerScore>{points}</AnswerScore></AnswerOption>"
        for points, named in options
    )
    otherwise = "" if default is None else f"<DefaultScore>{default}</DefaultScore>"
    return (
        f"<Question><QuestionIdentifier>{name}</QuestionIdentifier>{counted}{otherwise}</Question>"
    )
