"""Leave out of an item what a seed cannot have, and say what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.marketplace.documents import DocumentKind, list_violations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Members = Mapping[str, Any]

_DOCUMENTS: Mapping[str, Mapping[str, DocumentKind]] = {
    "HITs": {"Question": DocumentKind.QUESTION},
    "QualificationTypes": {
        "Test": DocumentKind.QUESTION_FORM,
        "AnswerKey": DocumentKind.ANSWER_KEY,
    },
}
_OF_TEST = ("AnswerKey", "TestDurationInSeconds")
"""The members of a qualification type that need a Test."""


def find_unusable(name: str, members: Members) -> Iterator[tuple[str, str]]:
    """Yield the members that no seed can have, with what to say; empty if nothing is lost.

    Args:
        name: the name of the item's list.
        members: the item, valid by its shape.
    """
    for member, kind in _DOCUMENTS.get(name, {}).items():
        if member in members and (reasons := list_violations(kind, members[member])):
            yield member, f"{member} is left out, because it is invalid: {reasons[0]}"
            if member == "Test":
                yield from ((each, "") for each in _OF_TEST)
    if "AutoGrantedValue" in members and not members.get("AutoGranted"):
        yield "AutoGrantedValue", ""
