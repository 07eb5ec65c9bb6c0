"""The request part of a mapping: parameters and the structures that they use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from adapter.mapping.words import Name, Place, Sentence, Strict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    NamePath = tuple[str, ...]
    """The name of a parameter, or of a member inside it, in steps and without numbers."""


@dataclass(frozen=True, slots=True)
class LoadContext:
    """What a file is loaded with.

    Attributes:
        find_structure: returns the structure of a name; raises a ValueError if there is none.
        embedded: whether the embedded marketplace answers.
    """

    find_structure: Callable[[str], Structure]
    embedded: bool = False


def _find_structure(value: Any, info: ValidationInfo) -> Any:
    """Return the structure that a file names; the loader's context finds it."""
    return info.context.find_structure(value) if isinstance(value, str) and info.context else value


def _take_embedded(refused: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    """Return the refusals without those of values that the loader's upstream takes."""
    taken = info.data["embedded"] if info.context and info.context.embedded else ()
    return {value: text for value, text in refused.items() if value not in taken}


class Parameter(Strict):
    """A parameter in, or a member of a structure.

    Attributes:
        name: as documented; `aliases` are the wrong names that real clients send, without numbers.
        type: integers are xs:int or xs:long; booleans accept every form that clients send; money is
            a Price, sent as the current API's string of dollars; structures/ defines structures.
        becomes: in a structure, the current member it is sent as; the same name by default.
        repeated: a list of these, at most `max_items`.
        required: absent is refused; so are the empty text and boto's `None`.
        required_unless: required where that other parameter is absent.
        optional_with: values of other parameters beside which it is not required after all.
        default: what an absent one means; None: absent stays absent.
        always: the only value that is left; it replaces every other.
        literal: empty text and `None` are texts like any other: an answer that a policy knows, a
            blank in a layout.
        of: an enumeration's values; `synonyms` are values taken as one of them, `refused` are
            documented values that cannot be carried any more, and what to use instead; the
            embedded marketplace takes those that are `embedded`.
        minimum, maximum: of an integer, both allowed.
        max_length: of a string, in characters.
    """

    name: Name
    type: Literal["string", "integer", "boolean", "enum", "money", "structure"]
    becomes: Name | None = None
    structure: Annotated[Structure | None, BeforeValidator(_find_structure)] = None
    repeated: bool = False
    max_items: int | None = None
    required: bool = False
    required_unless: Name | None = None
    optional_with: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    default: str | int | bool | tuple[str, ...] | None = None
    always: str | None = None
    literal: bool = False
    of: tuple[str, ...] = ()
    synonyms: dict[str, str] = Field(default_factory=dict)
    embedded: tuple[str, ...] = ()
    refused: Annotated[dict[str, Sentence], AfterValidator(_take_embedded)] = Field(
        default_factory=dict
    )
    aliases: tuple[Place, ...] = ()
    minimum: int = Field(default=-(2**31), alias="min")
    maximum: int = Field(default=2**31 - 1, alias="max")
    max_length: int | None = None

    @property
    def defaults(self) -> tuple[str | int | bool, ...]:
        """Return the values that an absent one means; none if absent stays absent."""
        if isinstance(self.default, tuple):
            return self.default
        return () if self.default is None else (self.default,)

    @property
    def current(self) -> str:
        """Return the member of a current structure that it is sent as."""
        return self.becomes or self.name

    @cached_property
    def names(self) -> tuple[NamePath, ...]:
        """Return the names that it may be sent under: its proper name, then its aliases."""
        return tuple(tuple(each.split(".")) for each in (self.name, *self.aliases))

    @cached_property
    def members(self) -> tuple[Parameter, ...]:
        """Return the members of a structure or of an amount of money; none of a text."""
        if self.type == "money":
            return PRICE_MEMBERS
        return self.structure.members if self.structure is not None else ()

    @model_validator(mode="after")
    def _check_enumeration(self) -> Self:
        if (self.type == "enum") != bool(self.of):
            raise ValueError("`of` goes with type enum, and with no other")
        meant = [*self.synonyms.values(), *self.defaults]
        unknown = [str(each) for each in meant if each not in self.of]
        if self.of and unknown:
            raise ValueError(f"not among `of`: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _check_structure(self) -> Self:
        if (self.type == "structure") != (self.structure is not None):
            raise ValueError("`structure` goes with type structure, and with no other")
        return self


class Structure(Strict):
    """A structure of parameters, and the shape that the current API has for it."""

    name: Name = Field(alias="structure")
    current: Name
    members: tuple[Parameter, ...]

    @property
    def file_stem(self) -> str:
        """Return the name of its file without the ending."""
        return self.name


# The schema's Price; FormattedPrice is for answers, and laraturk sends it.
PRICE_MEMBERS = (
    Parameter(name="Amount", type="string"),
    Parameter(name="CurrencyCode", type="enum", of=("USD",)),
    Parameter(name="FormattedPrice", type="string"),
)


def index_parameters(
    parameters: Iterable[Parameter], above: NamePath = ()
) -> dict[NamePath, Parameter]:
    """Return parameters and their members by every name that they may be sent under."""
    found: dict[NamePath, Parameter] = {}
    for parameter in parameters:
        for name in parameter.names:
            path = (*above, *name)
            found = {path: parameter, **index_parameters(parameter.members, path)} | found
    return found


class Ignored(Strict):
    """A documented parameter that has no effect, and why."""

    name: Name
    reason: Sentence


class Groups(Strict):
    """The response groups of an operation: the valid ones and the default ones."""

    valid: tuple[Name, ...] = ("Request", "Minimal")
    default: tuple[Name, ...] = ("Minimal",)
