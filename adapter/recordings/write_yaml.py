"""Write YAML that reads well in a diff and from which every text is read back unchanged."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import SafeRepresenter
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from adapter.text import replace_surrogates

if TYPE_CHECKING:
    from ruamel.yaml.nodes import ScalarNode

_TEXT = "tag:yaml.org,2002:str"
_TIME = "tag:yaml.org,2002:timestamp"
_LINE = r"[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe]*(?<! )"
# A literal block keeps lines as they are, if the first is not indented and none ends in a blank.
_BLOCK = re.compile(rf"(?![ \n])(?:{_LINE}\n)+(?:{_LINE})?")
# YAML reads these as line breaks, so they are written as escapes.
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")


class _Resolver(VersionedResolver):
    """Leaves times unquoted: the current API's description tells times from texts."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)
        return Tag(suffix=_TEXT) if str(tag) == _TIME else tag


class _Representer(SafeRepresenter):
    """Chooses the plainest style that keeps a text unchanged."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Return True, as anchors make a file harder to read."""
        return True

    def represent_text(self, text: str) -> ScalarNode:
        text = replace_surrogates(text)  # no YAML parser but ruamel's takes half a surrogate pair
        node: ScalarNode = self.represent_scalar(_TEXT, text, style=_choose_style(text))
        return node


_Representer.add_representer(str, _Representer.represent_text)


def write_yaml(value: Any) -> str:
    """Return the value in block style, with members in their order and each text line on its own.

    A lone half of a surrogate pair is replaced by U+FFFD.

    Args:
        value: an object or a list; not every parser reads a text that is a whole document.
    """
    # Threads cannot share a writer, since it has state.
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver, yaml.Representer = _Resolver, _Representer
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.default_flow_style = False
    yaml.width = sys.maxsize
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


def _choose_style(text: str) -> str | None:
    if _BLOCK.fullmatch(text):
        return "|"
    return '"' if _ODD_BREAKS.search(text) else None
