"""The frozen values that pass between the steps of a request, and the upstream that answers them.

A request is read into an `Envelope` of `LegacyCall`; each is checked into a `CheckedCall`; a
conversation yields `ModernCall` and the queries of `adapter.queries`; a `Reply` or a `Fault` is
written as an `HttpResponse`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from adapter.errors import Problem
    from adapter.xml.element import Element


class Environment(StrEnum):
    """One of Amazon's two environments."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A complete HTTP request.

    Attributes:
        method: in capitals.
        host: the authority, from the Host header or an absolute target; may be empty.
        path, query: before and behind the question mark; the query as raw bytes.
        headers: by lower-case name.
        body: raw bytes.
        scheme: http or https.
    """

    method: str
    host: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    scheme: str = "http"

    @property
    def media_type(self) -> str:
        """Return the Content-Type in lower case, without parameters; empty if absent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An HTTP response; `headers` lacks the Content-Type."""

    status: int
    body: bytes
    content_type: str = "text/xml; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Claims:
    """The caller's claimed identity, its signature, and the strings that it may sign.

    Attributes:
        access_key_id: None when the call names no key.
        signature: Base64 as sent; None when the call is not signed.
        timestamp: as sent; None when absent.
        strings_to_sign: every string whose HMAC-SHA1 is a right signature, the usual one first.
        list_mistaken_strings: returns strings that programs sign by mistake, each with advice.
            A signature of one of them is not valid.
        secrets: texts of parameters with a secret's name; no message repeats them.
    """

    access_key_id: str | None
    signature: str | None = field(repr=False)
    timestamp: str | None
    strings_to_sign: tuple[str, ...] = field(repr=False)
    list_mistaken_strings: Callable[[], Sequence[tuple[str, str]]] = field(
        default=tuple, repr=False, compare=False
    )
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class LegacyCall:
    """One use of a legacy operation.

    Attributes:
        operation: as sent.
        parameters: decoded (name, text) pairs in the order sent, without the common ones.
        validate: whether the call is to be checked only.
    """

    operation: str
    parameters: tuple[tuple[str, str], ...]
    validate: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """The claims and the calls of one request.

    Attributes:
        operation: as sent.
        calls: uses of that operation; at least one by REST, any number by SOAP.
        namespace: of a SOAP call; its answer stands in it. Empty by REST.
    """

    claims: Claims
    operation: str
    calls: tuple[LegacyCall, ...]
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class AwsKeys:
    """A pair of AWS credentials that the current API is called with."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """One access key that old programs sign with.

    Attributes:
        access_key_id: the key in the old program's settings.
        secret: what its signatures are checked with; None where any signature will do.
        clock_limit_seconds: how far a timestamp may lie from our clock, either way.
        keys: what the current API is called with; None: taken from `profile`.
        profile: name of an AWS profile; None with `keys` None: the standard credential chain.
    """

    access_key_id: str
    secret: str | None = field(default=None, repr=False)
    clock_limit_seconds: int = 900
    keys: AwsKeys | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class ModernCall:
    """One call of the current API: an operation's name and its parameters."""

    operation: str
    params: Mapping[str, Any]

    @property
    def changes(self) -> bool:
        """Return whether the call can change something: all but Get… and List… can."""
        return not self.operation.startswith(("Get", "List"))


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The time and the request id of a call.

    Attributes:
        now: aware.
        request_id: a lower-case UUID.
        sandbox: whether the answer is the sandbox's, whose error messages have a mark.
    """

    now: datetime
    request_id: str
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class OperationDescription:
    """The description of an operation in the answer of Help.

    Attributes:
        required, available: names of parameters; available includes the required ones.
        default_groups, groups: the default response groups, and all.
    """

    operation: str
    summary: str
    required: tuple[str, ...]
    available: tuple[str, ...]
    default_groups: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedCall:
    """The input of a conversation.

    Attributes:
        values: the checked arguments, by documented name.
        context: the time and the request id of the call.
        operations: the descriptions of all operations.
    """

    values: Mapping[str, Any]
    context: RequestContext
    operations: Mapping[str, OperationDescription]


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """A request of the legacy API and its response, for a recording.

    Attributes:
        operation: the proper name, even if the request has an alias.
        account: that the calls were made for.
    """

    operation: str
    calls: tuple[LegacyCall, ...]
    account: Account
    request: HttpRequest
    response: HttpResponse
    context: RequestContext


class Upstream(Protocol):
    """Who answers current calls for one account, during one legacy call.

    Answers are the operation's output members, times as aware UTC datetimes.
    """

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        """Return the operation's output members; raises an UpstreamError."""


class Upstreams(Protocol):
    """Who answers current calls at all: gives each legacy call its own `Upstream`."""

    def open(self, account: Account) -> Upstream:
        """The upstream that speaks for this account; its time limit starts now."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operation answers.

    Attributes:
        operation: whose answer it is.
        element: the result element's name; irregular for some operations.
        members: what stands in it behind `Request`.
        echo: the caller's parameters, given inside `Request` to those who ask for them.
        arguments: the checked arguments of the call, by documented name.
    """

    operation: str
    element: str
    members: tuple[Element, ...]
    echo: tuple[Element, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


class FaultPlace(StrEnum):
    """Where in an answer errors stand; old clients depend on it."""

    ROOT = "root"
    REQUEST = "OperationRequest"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no reply.

    Attributes:
        place: where a wire writes it.
        problems: at least one.
        status: the HTTP status; 200 but for `FaultPlace.ROOT`.
        operation: as called, to name the answer after; empty when unknown.
        element: the result element for `FaultPlace.RESULT`; empty otherwise.
    """

    place: FaultPlace
    problems: tuple[Problem, ...]
    status: int = 200
    operation: str = ""
    element: str = ""
