"""Blank the values in a request whose names mean secrets."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus
from xml.parsers import expat

from adapter.redaction import REDACTED, is_secret, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.redaction import Span

_NAMING = frozenset({"name", "key", "id"})
_NO_SINGLE_UNIT = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")
_UNIT_BYTES = 2


def blank_headers(headers: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """Return the headers without secrets, and the secrets."""
    blanked = {name: REDACTED if is_secret(name) else text for name, text in headers.items()}
    return blanked, {text for name, text in headers.items() if is_secret(name)}


def blank_form(form: bytes) -> tuple[bytes, set[str]]:
    """Return the query or form body without secrets, and the secrets, encoded and decoded.

    An empty value stays empty, which is a call without a key.
    """
    blanked: list[bytes] = []
    secrets: set[str] = set()
    for piece in form.split(b"&"):
        name, equals, text = piece.partition(b"=")
        if text and is_secret(decode_form_text(name)):
            secrets |= {text.decode(errors="surrogateescape"), decode_form_text(text)}
            text = REDACTED.encode()
        blanked.append(name + equals + text)
    return b"&".join(blanked), secrets


def blank_xml(document: str) -> tuple[str, set[str]]:
    """Return the document without secrets, and the secrets.

    An element holds a secret if its name is one of a secret's, or a name among its attributes is,
    as in `<P name="AWSSecretAccessKey" value="…"/>`, with any prefix and namespace. Its texts are
    blanked here; the values of its attributes are among the secrets that are returned.

    Raises:
        ValueError: it is not well-formed, or declares a document type.
    """
    content = document.removeprefix("\ufeff")
    mark = document[: len(document) - len(content)]
    places = _SecretFinder(content)
    return mark + replace(content, places.spans, REDACTED), places.secrets


def decode_form_text(raw: bytes) -> str:
    """Return a name or text of a form, decoded as far as it can be."""
    return unquote_plus(raw.decode(errors="surrogateescape"), errors="surrogateescape")


class _SecretFinder:
    """Finds the texts of secret elements, as the parser reports them.

    Attributes:
        spans: the positions of the texts, in order.
        secrets: the texts and attributes, escaped and unescaped.
    """

    def __init__(self, document: str) -> None:
        self.spans: list[Span] = []
        self.secrets: set[str] = set()
        self._document = document
        # The text of each open element that holds a secret or is inside one that does; else None.
        self._open: list[list[str] | None] = [None]
        self._start: int | None = None
        self._parser = expat.ParserCreate("utf-16le")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start_element
        self._parser.EndElementHandler = self._end_element
        self._parser.CharacterDataHandler = self._start_text
        self._parser.CommentHandler = self._parser.ProcessingInstructionHandler = self._end_text
        self._parser.StartCdataSectionHandler = self._parser.EndCdataSectionHandler = self._end_text
        self._parser.StartDoctypeDeclHandler = self._refuse
        try:
            # Two bytes a character, so that the parser's positions are those of the text.
            units = _NO_SINGLE_UNIT.sub("\ufffd", document).encode("utf-16-le")
            self._parser.Parse(units, True)  # noqa: FBT003 (it takes no keywords)
        except expat.ExpatError as error:
            raise ValueError(f"the body is not well-formed XML: {error}") from None

    def _start_element(self, name: str, attributes: list[str]) -> None:
        self._end_text()
        carried = dict(zip(attributes[::2], attributes[1::2], strict=True))
        naming = {key for key in carried if key.lower() in _NAMING}
        names = (name.rpartition(":")[2], *(carried[key] for key in naming))
        secret = self._open[-1] is not None or any(map(is_secret, names))
        self._open.append([] if secret else None)
        if secret:
            self.secrets |= {value for key, value in carried.items() if key not in naming}

    def _end_element(self, _name: str) -> None:
        self._end_text()
        if text := "".join(self._open.pop() or ()).strip():
            self.secrets |= {text, unescape(text)}

    def _start_text(self, _text: str) -> None:
        if self._open[-1] is not None:
            self._start = self._get_position()
        # The parser reports the end of the text; its parts are not needed.
        self._parser.CharacterDataHandler = None

    def _end_text(self, *_: str) -> None:
        """End a run of text, if there is one."""
        self._parser.CharacterDataHandler = self._start_text
        own = self._open[-1]
        if self._start is None or own is None:
            return
        span = self._start, self._get_position()
        self._start = None
        text = self._document[slice(*span)]
        own.append(text)
        if text.strip():
            self.spans.append(span)

    def _get_position(self) -> int:
        return self._parser.CurrentByteIndex // _UNIT_BYTES

    def _refuse(self, *_: object) -> None:
        raise ValueError("the body declares a document type")
