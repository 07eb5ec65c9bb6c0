"""The vocabulary of a mapping file, as frozen types; what they do not know is refused.

A value is a path (`request.PageSize`, `listing.Items`, `page.total`), a constant (`{value: false}`)
or a named converter over one path (`{from: balance.AvailableBalance, as: amount}`). No expressions.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*$")]
Path = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)+$")]
Sentence = Annotated[str, Field(min_length=10)]


class Strict(BaseModel):
    """Frozen, nothing guessed: an unknown field or a wrong type is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class Parameter(Strict):
    """A parameter in.

    Attributes:
        name: as documented; `aliases` are the wrong names that real clients send.
        type: integers are xs:int or xs:long, booleans in every spelling seen.
        required: absent is refused; so are the empty text and boto's `None`.
        default: what an absent one means; None: absent stays absent.
        of: an enumeration's values; `synonyms` are values taken as one of them.
        minimum, maximum: of an integer, both allowed.
        max_length: of a string, in characters.
    """

    name: Name
    type: Literal["string", "integer", "boolean", "enum"]
    required: bool = False
    default: str | int | bool | None = None
    of: tuple[str, ...] = ()
    synonyms: dict[str, str] = {}
    aliases: tuple[Name, ...] = ()
    minimum: int = Field(default=-(2**31), alias="min")
    maximum: int = Field(default=2**31 - 1, alias="max")
    max_length: int | None = None

    @model_validator(mode="after")
    def _enumeration_is_whole(self) -> Self:
        if (self.type == "enum") != bool(self.of):
            raise ValueError("`of` goes with type enum, and with no other")
        strangers = {*self.synonyms.values(), *([self.default] if self.default else [])} - {
            *self.of
        }
        if self.of and strangers:
            raise ValueError(f"not among `of`: {', '.join(map(str, sorted(strangers, key=str)))}")
        return self


class Ignored(Strict):
    """A documented parameter that has no effect, and why."""

    name: Name
    reason: Sentence


class Constant(Strict):
    """A value that is always the same."""

    value: str | int | bool


class Call(Strict):
    """One use of a current operation.

    Attributes:
        id: what paths call its answer.
        collect: the list to join over every NextToken; the answer then holds that list alone.
        identity: the member that tells two items of that list apart.
    """

    id: Name
    operation: Name
    params: dict[Name, Path | Constant] = {}
    collect: Name | None = None
    identity: Name | None = None

    @model_validator(mode="after")
    def _a_list_has_an_identity(self) -> Self:
        if (self.collect is None) != (self.identity is None):
            raise ValueError("`collect` and `identity` go together")
        return self


class Paging(Strict):
    """Token paging in, numbered paging out.

    Attributes:
        items: path of the collected list.
        identity: the member that breaks ties; alone it is the order where none is documented.
        sort_by: path of the parameter that names the member to sort by.
        direction: path of the parameter that says Ascending or Descending.
        number, size: paths of the page's number, from 1, and its size.
    """

    items: Path
    identity: Name
    sort_by: Path | None = None
    direction: Path | None = None
    number: Path
    size: Path


class Member(Strict):
    """An element of the answer: from one value, a constant, or a structure once or for each item.

    Attributes:
        source: path of the value; in a shape the name of the item's member, by default the same
            name as the element, and `.` for the item itself.
        converter: one of `convert.CONVERTERS`.
        value: the same text always.
        each: path of a list; one element for each of its items, in the given shape.
        shape: a structure from shapes/.
    """

    name: Name
    source: str | None = Field(default=None, alias="from")
    converter: str = Field(default="text", alias="as")
    value: str | None = None
    each: Path | None = None
    shape: Name | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(given is not None for given in (self.source, self.value, self.each)) > 1:
            raise ValueError("give one of `from`, `value` and `each`")
        if self.each is not None and self.shape is None:
            raise ValueError("`each` needs a `shape`")
        return self


class Shape(Strict):
    """A structure, written once: the elements in order, and the current shape they come from."""

    shape: Name
    current: Name
    members: tuple[Member, ...]


class Response(Strict):
    """The result element: its members listed here, or those of one structure.

    Attributes:
        element: stated, never derived: some legacy names are irregular.
        shape, source: the structure, and the path of the value that fills it.
    """

    element: Name
    members: tuple[Member, ...] = ()
    shape: Name | None = None
    source: Path | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _members_or_a_shape(self) -> Self:
        if (self.shape is None) != (self.source is None):
            raise ValueError("`shape` and `from` go together")
        if self.shape is not None and self.members:
            raise ValueError("give `members` or a `shape`, not both")
        return self


class Mapping(Strict):
    """A legacy operation that the current API can still answer.

    Attributes:
        aliases: wrong operation names that real clients send.
        fidelity: exact, lossy (something is lost), or approximate (something may differ).
        losses: what; empty when exact.
        ignored: documented parameters without effect.
        calls: in the order they are made.
        on_partial_failure: what has happened when a later call fails; stated if there is one.
    """

    kind: Literal["translated"]
    operation: Name
    aliases: tuple[Name, ...] = ()
    summary: Sentence
    fidelity: Literal["exact", "lossy", "approximate"]
    losses: tuple[Sentence, ...] = ()
    request: tuple[Parameter, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    calls: tuple[Call, ...]
    on_partial_failure: Sentence | None = None
    page: Paging | None = None
    response: Response

    @model_validator(mode="after")
    def _says_what_is_lost(self) -> Self:
        if (self.fidelity == "exact") == bool(self.losses):
            raise ValueError("`losses` are stated unless the fidelity is exact, and only then")
        if not self.calls:
            raise ValueError("`calls` names no current operation")
        if (len(self.calls) > 1) != (self.on_partial_failure is not None):
            raise ValueError("`on_partial_failure` is stated when there are several calls")
        return self
