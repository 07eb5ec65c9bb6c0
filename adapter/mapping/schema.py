"""The vocabulary of a mapping file, as frozen models that refuse unknown keys.

A value is a path (`request.PageSize`, `listing.Items`, `context.now`), a constant
(`{value: false}`) or a named computation over paths
(`{as: token, from: [request.Token, context.request_id]}`). No expressions.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from adapter.mapping.request import Groups, Ignored, Parameter, Structure, index_parameters
from adapter.mapping.response import Member, Response, Shape
from adapter.mapping.words import Name, Path, Sentence, Strict
from adapter.model import ModernCall

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary

    from adapter.mapping.request import NamePath

__all__ = [
    "AcceptedRefusals",
    "Call",
    "ComputedValue",
    "Constant",
    "Loss",
    "Mapping",
    "Member",
    "Paging",
    "Parameter",
    "Requirement",
    "Response",
    "Shape",
    "Structure",
    "SynthesisedOperation",
    "TranslatedOperation",
]


TOKEN = "UniqueRequestToken"  # noqa: S105 (a name)
"""The parameter, of both APIs, that guards a call against being carried out twice."""


class Constant(Strict):
    """A constant value."""

    value: str | int | bool | tuple[str, ...]


class ComputedValue(Strict):
    """A value that one of `converters.COMPUTATIONS` computes from others."""

    computation: Name = Field(alias="as")
    sources: tuple[Path, ...] = Field(default=(), alias="from")


Source = Path | Constant | ComputedValue


class AcceptedRefusals(Strict):
    """Refusals of a call that count as success, since its effect is there already.

    Attributes:
        codes: the upstream's; `already-processed` stands for all that report our token as used.
        states: the object's states, one of which the refusal has to name; empty if any will do.
        answer: the substitute for the answer: nothing, or the HIT that the refusal names.
    """

    codes: tuple[str, ...]
    states: tuple[str, ...] = ()
    answer: Literal["nothing", "hit_named"] = "nothing"


class Requirement(Strict):
    """A condition of a call; the operation is refused if it does not hold.

    Attributes:
        path: the path of the state.
        of: the states that are allowed.
        code: the legacy code of the refusal.
    """

    path: Path
    of: tuple[str, ...]
    code: str


class Call(Strict):
    """One use of a current operation.

    Attributes:
        id: the name of its answer in paths; of calls that share an id the last one counts.
        collect: the list to join over every NextToken; the answer then holds that list alone.
        identity: the member that identifies an item of that list; None if absent.
        when, unless: the call is skipped without, or with, a value there.
        requires: the condition without which the operation is refused.
        optional: whether a failure of the call is ignored.
        each: the path of a list; the call is repeated for each item, which is `each` in its params.
        done_if_refused: the refusals that count as success.
    """

    id: Name
    operation: Name
    params: dict[Name, Source] = Field(default_factory=dict)
    collect: Name | None = None
    identity: Name | None = None
    when: Path | None = None
    unless: Path | None = None
    requires: Requirement | None = None
    optional: bool = False
    each: Path | None = None
    done_if_refused: AcceptedRefusals | None = None

    @model_validator(mode="after")
    def _check_identity(self) -> Self:
        if self.collect is None and self.identity is not None:
            raise ValueError("`identity` goes with `collect` only")
        return self


class Paging(Strict):
    """Token paging in, numbered paging out.

    Attributes:
        items: path of the collected list.
        identity: the member that breaks ties; alone it is the order where none is documented. None:
            ties stay as the upstream listed them.
        sort_by: path of the parameter that names the member to sort by.
        unsorted: a value of that parameter that asks for no order: then by identity.
        order: the member to sort by if no parameter names one.
        amounts: members that are dollars as text, and sorted as numbers.
        direction: path of the parameter that holds Ascending or Descending.
        number, size: paths of the page's number, from 1, and its size.
    """

    items: Path
    identity: Name | None = None
    sort_by: Path | None = None
    unsorted: str | None = None
    order: Name | None = None
    amounts: tuple[Name, ...] = ()
    direction: Path | None = None
    number: Path
    size: Path


# Strict mode takes no list for a tuple behind a validator that may have changed the value.
Texts = Annotated[tuple[str, ...], Field(strict=False)]


class Loss(Strict):
    """A difference from what the legacy service did, and the calls that it applies to.

    In a file it is a sentence if it applies to every call. Several conditions have to hold all.

    Attributes:
        text: the sentence.
        upstream: who answers; None: whoever does.
        sent: the parameters that such a call has.
        absent: the parameters that have no value, or their default.
        values: the values, one of which each of these parameters has, defaults included.
        answered: the texts, one of which the answer has.
    """

    text: Sentence
    upstream: Literal["live", "marketplace"] | None = None
    sent: Texts = ()
    absent: Texts = ()
    values: dict[Name, Texts] = Field(default_factory=dict)
    answered: Texts = ()

    @model_validator(mode="before")
    @classmethod
    def _take_sentence(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value


class _Operation(Strict):
    """The keys that all mappings share.

    Attributes:
        aliases: wrong operation names that real clients send.
        fidelity: exact, lossy (something is lost), or approximate (something may differ).
        losses: the differences; empty when exact.
        one_of: sets of parameters; a call has at least one of each set.
        ignored: documented parameters without effect.
        on_partial_failure: the state after a later call fails; required if there are several calls.
    """

    operation: Name
    aliases: tuple[Name, ...] = ()
    summary: Sentence
    fidelity: Literal["exact", "lossy", "approximate"]
    losses: tuple[Loss, ...] = ()
    request: tuple[Parameter, ...] = ()
    one_of: tuple[tuple[Name, ...], ...] = ()
    ignored: tuple[Ignored, ...] = ()
    groups: Groups = Groups()
    on_partial_failure: Sentence | None = None
    page: Paging | None = None
    response: Response

    @property
    def file_stem(self) -> str:
        """Return the name of its file without the ending."""
        return self.operation

    @cached_property
    def accepted(self) -> Dictionary[NamePath, Parameter]:
        """Return its parameters and their members by every name that they may be sent under."""
        return index_parameters(self.request)

    @cached_property
    def literals(self) -> frozenset[NamePath]:
        """Return the names under which empty text and `None` are texts like any other."""
        return frozenset(path for path, each in self.accepted.items() if each.literal)

    @model_validator(mode="after")
    def _check_losses(self) -> Self:
        if (self.fidelity == "exact") == bool(self.losses):
            raise ValueError("`losses` are stated unless the fidelity is exact, and only then")
        return self


class TranslatedOperation(_Operation):
    """An operation that becomes one or more calls of the current API, in order."""

    kind: Literal["translated"]
    calls: tuple[Call, ...]

    @property
    def changes(self) -> bool:
        """Return whether any of its calls can change something."""
        return any(ModernCall(name, {}).changes for name in self.current)

    @property
    def token_operation(self) -> str | None:
        """Return the first current operation that gets a UniqueRequestToken, or None."""
        return next((call.operation for call in self.calls if TOKEN in call.params), None)

    @property
    def current(self) -> tuple[str, ...]:
        """Return the current operations it calls, each once, in order."""
        return tuple(dict.fromkeys(call.operation for call in self.calls))

    @model_validator(mode="after")
    def _check_calls(self) -> Self:
        if not self.calls:
            raise ValueError("`calls` names no current operation")
        if (len(self.calls) > 1) != (self.on_partial_failure is not None):
            raise ValueError("`on_partial_failure` is stated when there are several calls")
        return self


class SynthesisedOperation(_Operation):
    """An operation that a handler computes from the answers of current operations."""

    kind: Literal["synthesised"]
    handler: Name
    reads: tuple[Annotated[str, Field(pattern=r"^(Get|List)[A-Za-z]+$")], ...] = ()

    @property
    def changes(self) -> bool:
        """Return False: handlers only read."""
        return False

    @property
    def token_operation(self) -> None:
        """Return None: what changes nothing takes no token."""
        return None

    @property
    def current(self) -> tuple[str, ...]:
        """Return the current operations that its handler calls."""
        return self.reads


Mapping = Annotated[TranslatedOperation | SynthesisedOperation, Field(discriminator="kind")]
