"""The places of a request whose name says that a secret stands there: finding and blanking."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from adapter.xml.read import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.xml.read import Node

REDACTED = "REDACTED"

# Clients, proxies and signature versions spell these in many ways; only letters and digits count.
# `SignatureVersion` and `UniqueRequestToken` are no secrets.
_SECRET = re.compile(
    r"secret|accesskey|(security|session)token|authorization|cookie|password|credential|apikey"
    r"|signature\d*$"
)
_FILLER = re.compile(r"[^a-z0-9]")
# Longer names are a caller's own, and not kept.
_LONGEST_KNOWN = 100
_ELEMENT = re.compile(
    r"(<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>)((?:[^<]++|<!\[CDATA\[.*?\]\]>|<!--.*?-->)++)(?=</)",
    re.DOTALL,
)
_NAMING = frozenset({"name", "key", "id"})
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def is_secret(name: str) -> bool:
    """Whether what is called this has to go: `AWSAccessKeyId`, `X-Amz-Security-Token`, …"""
    return _known(name) if len(name) <= _LONGEST_KNOWN else _says_secret(name)


def _says_secret(name: str) -> bool:
    return _SECRET.search(_FILLER.sub("", name.lower())) is not None


_known = lru_cache(4096)(_says_secret)


def blank_headers(headers: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """The headers without secrets, and the secrets."""
    blanked = {name: REDACTED if is_secret(name) else text for name, text in headers.items()}
    return blanked, {text for name, text in headers.items() if is_secret(name)}


def blank_form(form: bytes) -> tuple[bytes, set[str]]:
    """The query or form body without secrets, and the secrets in every spelling they had.

    An empty value stays empty: to the adapter, that is a call without a key.
    """
    pieces = [piece.partition(b"=") for piece in form.split(b"&")]
    secrets = [text for name, _, text in pieces if text and is_secret(plain(name))]
    blanked = [
        name + equals + (REDACTED.encode() if text and is_secret(plain(name)) else text)
        for name, equals, text in pieces
    ]
    raw = {text.decode(errors="surrogateescape") for text in secrets}
    return b"&".join(blanked), raw | {plain(text) for text in secrets}


def blank_xml(text: str) -> tuple[str, set[str]]:
    """The document without secrets, and the secrets; any prefix and namespace will do."""
    contents = [match[3] for match in _ELEMENT.finditer(text) if is_secret(match[2])]
    blanked = _ELEMENT.sub(
        lambda match: match[1] + (REDACTED if is_secret(match[2]) else match[3]), text
    )
    read = {unescape(_CDATA.sub(r"\1", content)) for content in contents}
    found = read | set(contents) | _in_tree(text)
    return blanked, {each.strip() for each in found if each.strip()}


def _in_tree(text: str) -> set[str]:
    """What stands in secret elements and attributes, whatever else stands there; none if no XML."""
    try:
        root = parse(text)
    except ValueError:
        return set()
    return {each for node in _nodes(root) if _names_a_secret(node) for each in _texts(node)}


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for inner in node.elements:
        yield from _nodes(inner)


def _names_a_secret(node: Node) -> bool:
    """By its own name, or by one that it carries: `<P name="AWSSecretAccessKey" value="…"/>`."""
    carried = [value for name, value in node.attributes.items() if name.lower() in _NAMING]
    return any(is_secret(name) for name in (node.name, *carried))


def _texts(node: Node) -> Iterator[str]:
    for each in _nodes(node):
        yield from (text for name, text in each.attributes.items() if name.lower() not in _NAMING)
        yield from (part for part in each.content if isinstance(part, str))
        yield each.text


def plain(raw: bytes) -> str:
    """A name or text of a form, decoded as far as it can be."""
    return unquote_plus(raw.decode(errors="surrogateescape"), errors="surrogateescape")
