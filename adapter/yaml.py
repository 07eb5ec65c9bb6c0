"""Read YAML as version 1.2 means it, strictly, with PyYAML's C loader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable


class _Loader(yaml.CSafeLoader):
    """Reads scalars by the rules of YAML 1.2, and refuses duplicate keys.

    By the rules of version 1.1, which PyYAML follows, `yes` is a boolean, `12:30:45` a number and
    `2018-06-01` a date. The current API's description defines which texts are times.
    """

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 (as PyYAML calls it)
    ) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            self._refuse_duplicate(node)
        return mapping

    def construct_integer(self, node: yaml.ScalarNode) -> int:
        return int(node.value)

    def _refuse_duplicate(self, node: yaml.MappingNode) -> None:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                text = f"found duplicate key {key!r}"
                raise yaml.constructor.ConstructorError(None, None, text, key_node.start_mark)
            seen.add(key)


_TAG = "tag:yaml.org,2002:"
# By tag: the form of a scalar, and the characters that it may begin with.
_FORMS = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?[0-9]+", list("-+0123456789")),
    "float": (
        r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan",
        list("-+.0123456789"),
    ),
}
_Loader.yaml_implicit_resolvers = {}
for _name, (_form, _beginnings) in _FORMS.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_form})\Z"), _beginnings)
_Loader.add_constructor(f"{_TAG}int", _Loader.construct_integer)


def read_yaml(text: str) -> Any:
    """Return the plain values of a document.

    Raises:
        ValueError: it is not YAML, or names a key of an object twice; with the line and column.
    """
    try:
        return yaml.load(text, _Loader)  # noqa: S506 (a safe loader's)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{place}{error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())) from None
