"""Read what a form shows beside its fields, in order: Overview, QuestionContent, a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.marketplace.documents.values import read_text

if TYPE_CHECKING:
    from adapter.xml.schema import LocatedElement


@dataclass(frozen=True, slots=True)
class Title:
    """A heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, which has no markup; its line ends are the author's."""

    text: str


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of paragraphs."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormattedContent:
    """XHTML as its author wrote it, which seeds and old rows may have unchecked."""

    xhtml: str


@dataclass(frozen=True, slots=True)
class Binary:
    """A picture, a sound or a film.

    Attributes:
        kind: image, audio or video.
        subtype: the second part of the media type; empty if it is missing.
        url: an address that begins with http:// or https://.
        alt_text: the text in its place.
    """

    kind: str
    subtype: str
    url: str
    alt_text: str


@dataclass(frozen=True, slots=True)
class EmbeddedBinary:
    """A file that a browser's plug-in showed.

    Attributes:
        media_type: such as video/x-flv.
        url: an address that begins with http:// or https://.
        alt_text: the text in its place.
        width: the width as its author wrote it, in pixels or percent; so the height.
        height: the height.
        parameters: the name and the value of each parameter of the plug-in.
    """

    media_type: str
    url: str
    alt_text: str
    width: str
    height: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Application:
    """A Java applet or a Flash movie, which no browser shows any more.

    Attributes:
        kind: JavaApplet or Flash.
        url: the address of the movie, or of the folder of the applet.
        file_name: the name of the applet's file; empty for a movie.
        width: as in `EmbeddedBinary`.
        height: as in `EmbeddedBinary`.
        parameters: as in `EmbeddedBinary`.
    """

    kind: str
    url: str
    file_name: str
    width: str
    height: str
    parameters: tuple[tuple[str, str], ...]


Content = Title | Text | BulletList | FormattedContent | Binary | EmbeddedBinary | Application
"""What one element shows."""


def read_content(element: LocatedElement | None) -> tuple[Content, ...]:
    """Return what the elements within this one show, in order; nothing for None.

    Raises:
        ValueError: an element is none of a form's.
    """
    return tuple(read_shown(each) for each in (element.elements if element else ()))


def read_shown(element: LocatedElement) -> Content:
    """Return what one element shows.

    Raises:
        ValueError: the element is none of a form's.
    """
    match element.name:
        case "Title":
            return Title(element.text.strip())
        case "Text":
            return Text(element.text.strip())
        case "List":
            return BulletList(tuple(each.text.strip() for each in element.elements))
        case "FormattedContent":
            return FormattedContent(element.text.strip())
        case _:
            return _read_linked(element)


def _read_linked(element: LocatedElement) -> Binary | EmbeddedBinary | Application:
    match element.name:
        case "Binary":
            return _read_binary(element)
        case "EmbeddedBinary":
            return _read_embedded(element)
        case "Application":
            return _read_application(element)
        case _:
            raise ValueError(f"{element.name} is not an element of a form")


def _read_binary(element: LocatedElement) -> Binary:
    kind, subtype = _read_media_type(element, "MimeType")
    return Binary(kind, subtype, _read_address(element, "DataURL"), read_text(element, "AltText"))


def _read_embedded(element: LocatedElement) -> EmbeddedBinary:
    return EmbeddedBinary(
        "/".join(_read_media_type(element, "EmbeddedMimeType")),
        _read_address(element, "DataURL"),
        read_text(element, "AltText"),
        *_read_size(element),
        _read_parameters(element),
    )


def _read_application(element: LocatedElement) -> Application:
    [program] = element.elements
    url = _read_address(program, "AppletPath") or _read_address(program, "FlashMovieURL")
    return Application(
        program.name,
        url,
        read_text(program, "AppletFilename"),
        *_read_size(program),
        _read_parameters(program),
    )


def _read_media_type(element: LocatedElement, name: str) -> tuple[str, str]:
    media = element.find_child(name)
    if media is None:
        return "", ""
    return read_text(media, "Type").strip(), read_text(media, "SubType").strip()


def _read_address(element: LocatedElement, name: str) -> str:
    return " ".join(read_text(element, name).split())


def _read_size(element: LocatedElement) -> tuple[str, str]:
    return read_text(element, "Width").strip(), read_text(element, "Height").strip()


def _read_parameters(element: LocatedElement) -> tuple[tuple[str, str], ...]:
    return tuple(
        (read_text(each, "Name"), read_text(each, "Value"))
        for each in element.find_children("ApplicationParameter")
    )
