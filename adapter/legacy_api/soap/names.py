"""From the elements of a Request to the flat names that the same call has by REST."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.text import quote_text
from adapter.xml.write import write_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.legacy_api.schemas import Member, Schema
    from adapter.xml.read import Node

    Pair = tuple[str, str]

# No parameter's name is longer; what stands deeper is unknown, and unknown elements are ignored.
_LONGEST_NAME = 200

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TRUE = ("true", "1")


def is_nil(node: Node) -> bool:
    """Return whether the element is marked as absent."""
    return node.attributes.get(_NIL) in _TRUE


def check_elements_only(node: Node) -> None:
    """Raise a ValueError if text stands where only elements belong."""
    if node.text.strip():
        raise ValueError(f"has text in the element {node.name}, where only elements belong")


def check_namespace(node: Node, namespace: str) -> None:
    """Raise a ValueError if the element is neither in its operation's namespace nor in none.

    Some programs leave the namespace out. Another one means another vocabulary, so that an element
    of the same name is not the parameter.
    """
    if node.namespace not in {"", namespace}:
        raise ValueError(
            f"has the element {quote_text(node.name)} in the namespace "
            f"{quote_text(node.namespace)}, which is not that of its operation"
        )


@dataclass(frozen=True, slots=True)
class Names:
    """The flat parameter names of one operation.

    Attributes:
        namespace: of the operation's element.
        schema: None for an operation that the legacy API never had; then the form of the elements
            alone decides.
    """

    operation: str
    namespace: str
    schema: Schema | None

    def flatten(self, request: Node) -> tuple[Pair, ...]:
        """Return the parameters of a Request, in the order sent.

        Elements of one name are numbered from 1 where there are several, or can be, or where they
        have members. Elements in place of a text become their XML; Java's and .NET's users had to
        escape it themselves.

        Raises:
            ValueError: an element contains both text and elements, or is in a foreign namespace.
        """
        check_elements_only(request)
        return tuple(self._flatten_inside(request, "", ()))

    def _flatten_inside(self, node: Node, place: str, path: tuple[str, ...]) -> Iterator[Pair]:
        for child in node.elements:
            check_namespace(child, self.namespace)
        children = [child for child in node.elements if not is_nil(child)]
        of_a_name = Counter(child.name for child in children)
        seen: Counter[str] = Counter()
        for child in children:
            seen[child.name] += 1
            inner = (*path, child.name)
            member = self.schema.find_parameter(self.operation, inner) if self.schema else None
            many = of_a_name[child.name] > 1 or _is_numbered(child, member)
            here = f"{place}{child.name}.{seen[child.name]}" if many else f"{place}{child.name}"
            if not child.elements:
                yield here, child.text
            elif _is_text(member):
                yield here, write_markup(child).strip()
            elif len(here) <= _LONGEST_NAME and (member is not None or not _is_mixed(child)):
                check_elements_only(child)
                yield from self._flatten_inside(child, f"{here}.", inner)


def _is_mixed(node: Node) -> bool:
    """Return whether an element contains both text and elements, which no schema type allows."""
    try:
        check_elements_only(node)
    except ValueError:
        return True
    return False


def _is_text(member: Member | None) -> bool:
    return member is not None and member.is_text


def _is_numbered(node: Node, member: Member | None) -> bool:
    """Return whether its name has a number even where it stands alone."""
    if member is not None and member.is_repeated:
        return True
    return bool(node.elements) and not _is_text(member)
