"""Read what a HIT shows in a frame: a requester's web page, or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents.check import read_document
from adapter.marketplace.documents.kinds import DocumentKind
from adapter.marketplace.documents.values import read_integer, read_text

if TYPE_CHECKING:
    from adapter.xml.schema import LocatedElement


@dataclass(frozen=True, slots=True)
class ExternalFrame:
    """A requester's web page; a height of 0 means as high as the window."""

    url: str
    height: int


@dataclass(frozen=True, slots=True)
class HtmlFrame:
    """HTML; a height of 0 means as high as the window."""

    html: str
    height: int


def read_frame(question: str) -> ExternalFrame | HtmlFrame | None:
    """Return what the question shows in a frame; None if it is a QuestionForm.

    Args:
        question: a HIT's question in which `list_violations` finds none.

    Raises:
        ValueError: the question cannot be read.
    """
    root = read_document(DocumentKind.QUESTION, question).root
    if root.name == "ExternalQuestion":
        return ExternalFrame(read_text(root, "ExternalURL").strip(), _read_height(root))
    if root.name == "HTMLQuestion":
        return HtmlFrame(read_text(root, "HTMLContent"), _read_height(root))
    return None


def _read_height(root: LocatedElement) -> int:
    return max(0, read_integer(root, "FrameHeight"))
