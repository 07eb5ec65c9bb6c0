"""Recorded exchanges: a legacy call, the current calls made for it, and its response.

`folder` loads and checks cases, `recorder` writes new ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from adapter.errors import (
    DeniedError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
    UnavailableError,
    UpstreamError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import Account, HttpRequest, HttpResponse, ModernCall, RequestContext

# Parameters that programs, the adapter or the clock fill anew for every call.
VOLATILE = frozenset({"ExpireAt", "UniqueRequestToken"})


class Origin(StrEnum):
    """Where a case comes from: a document, a real service, or an author of this project."""

    DOCUMENTED = "documented"
    RECORDED = "recorded"
    WRITTEN = "written"


class FailureKind(StrEnum):
    """The kind of a recorded upstream error, as recordings name it."""

    REFUSED = "refused"
    DENIED = "denied"
    THROTTLED = "throttled"
    OUTCOME_UNKNOWN = "outcome_unknown"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Failure:
    """An error instead of an answer.

    Attributes:
        kind: the kind of the error.
        text: the message of a refusal, or the text of another error.
        code: the code of a refusal; otherwise empty.
    """

    kind: FailureKind
    text: str
    code: str = ""

    def build_error(self) -> UpstreamError:
        """Return a new error each time, since threads must not share an error's traceback."""
        if self.kind is FailureKind.REFUSED:
            return RefusedError(self.code, self.text)
        return _TEXT_ERRORS[self.kind](self.text)


_TEXT_ERRORS: Mapping[FailureKind, type[UpstreamError]] = {
    FailureKind.DENIED: DeniedError,
    FailureKind.THROTTLED: ThrottledError,
    FailureKind.OUTCOME_UNKNOWN: OutcomeUnknownError,  # before its base class
    FailureKind.UNAVAILABLE: UnavailableError,
}


def convert_error(error: UpstreamError) -> Failure | None:
    """Return the error as data; None for one that is not an upstream's, such as a replay's miss."""
    if isinstance(error, RefusedError):
        return Failure(FailureKind.REFUSED, error.message, error.code)
    for kind, known in _TEXT_ERRORS.items():
        if isinstance(error, known):
            return Failure(kind, str(error))
    return None


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A current call, and the output members or the error it was answered with.

    Times in both are aware datetimes in UTC.
    """

    call: ModernCall
    answer: Mapping[str, Any] | Failure

    def play(self) -> Mapping[str, Any]:
        """Return the answer; raise a recorded error."""
        if isinstance(self.answer, Failure):
            raise self.answer.build_error()
        return self.answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call that was just answered, with its secrets; `redact` removes them before writing.

    Attributes:
        operation: the documented name of the legacy operation.
        parameters: the parameters of the `LegacyCall`.
        account: the account of the caller, whose keys are removed.
        calls: the current calls, in the order in which they were sent.
    """

    operation: str
    parameters: tuple[tuple[str, str], ...]
    account: Account
    request: HttpRequest
    calls: tuple[RecordedCall, ...]
    response: HttpResponse
    context: RequestContext


@dataclass(frozen=True, slots=True)
class Case:
    """A recorded exchange.

    Attributes:
        name: the folder below its root, such as `GetAccountBalance/no-parameters-3fa9c2d1-001`.
        context: the time of the call and its request id, which the response's bytes depend on.
        golden_only: whether a serving replay leaves it out, because another case answers its calls.
    """

    name: str
    origin: Origin
    summary: str
    context: RequestContext
    request: HttpRequest
    calls: tuple[RecordedCall, ...]
    response: HttpResponse
    golden_only: bool = False

    @property
    def operation(self) -> str:
        """Return the name of the legacy operation."""
        return self.name.partition("/")[0]
