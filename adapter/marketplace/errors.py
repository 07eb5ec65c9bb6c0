"""The errors of the marketplace, with the service's own codes and texts.

MarketplaceError
├── RefusedCallError                the caller's fault; nothing was changed
│   ├── RequestError                    the operation refuses; has a TurkErrorCode
│   │   ├── DoesNotExistError
│   │   ├── HITDoesNotExistError
│   │   ├── InvitationClosedError
│   │   ├── PermissionDeniedError
│   │   ├── PersonStoppedError
│   │   └── WrongStateError
│   └── ParameterValidationError        a parameter has an invalid value
│       ├── InvalidValueError
│       └── OutOfRangeError
└── ServiceFault                    our fault: the database failed
"""

from __future__ import annotations

from typing import Literal

from adapter.text import shorten

PREFIX = "AWS.MechanicalTurk."
INVALID = f"{PREFIX}InvalidParameterValue"
RANGE = "AWS.ParameterOutOfRange"
ENUM = "AWS.InvalidEnumeratedParameter"


class MarketplaceError(Exception):
    """The root of the tree, which is never raised itself."""


class RefusedCallError(MarketplaceError):
    """The call is refused, and nothing was changed.

    Attributes:
        code: the code that a legacy program reads.
        message: the text without the trace suffix, which the wire adds, as it knows which
            environment was called.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class RequestError(RefusedCallError):
    """The operation refuses the call; `code` is the TurkErrorCode."""


class ParameterValidationError(RefusedCallError):
    """A parameter has an invalid value; the service returned no TurkErrorCode with this error."""


class ServiceFault(MarketplaceError):  # noqa: N818 (the service's own name for it)
    """The database failed.

    Attributes:
        message: for the caller.
        reason: the database's own words, for the log and the command line.
        unknown: whether the change may have been committed, because the commit itself failed.
    """

    def __init__(self, message: str, *, reason: str = "", unknown: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.unknown = unknown


class DoesNotExistError(RequestError):
    """Nothing has the identifier.

    Args:
        noun: the noun as in the TurkErrorCode, such as `QualificationType`.
        identifier: the identifier from the call.
    """

    def __init__(self, noun: str, identifier: str) -> None:
        super().__init__(f"{PREFIX}{noun}DoesNotExist", f"{noun} {identifier} does not exist.")


class HITDoesNotExistError(RequestError):
    """No HIT has the identifier. The service's recorded message does not write HIT in capitals."""

    def __init__(self, hit_id: str) -> None:
        super().__init__(f"{PREFIX}HITDoesNotExist", f"Hit {hit_id} does not exist.")


class PermissionDeniedError(RequestError):
    """The object exists and belongs to another account."""

    def __init__(self) -> None:
        text = "This user is not authorized to perform the requested operation."
        super().__init__(f"{PREFIX}PermissionDenied", text)


ClosedReason = Literal["unknown", "stopped", "ended", "used up", "without its qualifications"]
"""Why nobody joins by an invitation."""


class InvitationClosedError(RequestError):
    """Nobody joins by the invitation.

    Attributes:
        reason: why.
    """

    def __init__(self, reason: ClosedReason) -> None:
        super().__init__(f"{PREFIX}PermissionDenied", f"This invitation is {reason}.")
        self.reason = reason


class PersonStoppedError(RequestError):
    """The person was stopped, and may not come in any more."""

    def __init__(self) -> None:
        text = "This person was stopped and may not work here any more."
        super().__init__(f"{PREFIX}PermissionDenied", text)


class WrongStateError(RequestError):
    """The operation cannot be called in the object's state.

    Args:
        noun: the noun as in the TurkErrorCode, such as `Assignment`.
        expected: the states in which the operation can be called.
        current: the object's state. The service's message names it for HITs only.
    """

    def __init__(self, noun: str, *expected: str, current: str | None = None) -> None:
        start = f"This {noun} is currently in the state '{current}'.  " if current else ""
        text = f"{start}This operation can be called with a status of: {','.join(expected)}"
        super().__init__(f"{PREFIX}Invalid{noun}State", text)


class InvalidValueError(ParameterValidationError):
    """The parameter cannot have the value; the message repeats the value, shortened."""

    def __init__(self, parameter: str, value: object) -> None:
        text = f'The value "{shorten(str(value))}" is not valid for the parameter {parameter}.'
        super().__init__(INVALID, text)


class OutOfRangeError(ParameterValidationError):
    """A number or a length is outside its limits."""

    def __init__(self, parameter: str, value: object, low: int, high: int) -> None:
        text = f"The value {shorten(str(value))} is invalid for {parameter}. "
        super().__init__(RANGE, f"{text}Valid values range from {low} to {high}.")
