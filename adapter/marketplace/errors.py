"""Why the marketplace does not do what it is asked, in the service's own codes and words.

MarketplaceError
├── RefusedCallError                the caller's: nothing was changed
│   ├── RequestError                    refused by the operation; has a TurkErrorCode
│   └── ParameterValidationError        a parameter that no operation would take
└── ServiceFault                    ours: the database did not do its part
"""

from __future__ import annotations

from adapter.text import shown

PREFIX = "AWS.MechanicalTurk."
INVALID = f"{PREFIX}InvalidParameterValue"
RANGE = "AWS.ParameterOutOfRange"
ENUM = "AWS.InvalidEnumeratedParameter"


class MarketplaceError(Exception):
    """The root of the tree; never raised itself."""


class RefusedCallError(MarketplaceError):
    """The call is refused, and nothing was changed.

    Attributes:
        code: what a legacy program reads.
        message: without the trace suffix, which a wire adds that knows which market was called.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class RequestError(RefusedCallError):
    """The operation refuses; `code` is its TurkErrorCode."""


class ParameterValidationError(RefusedCallError):
    """A parameter's value cannot be used; the service gave no TurkErrorCode with it."""


class ServiceFault(MarketplaceError):  # noqa: N818 (the service's own name for it)
    """The database failed.

    Attributes:
        unknown: whether the change may have been carried out: it failed while being committed.
    """

    def __init__(self, message: str, *, unknown: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.unknown = unknown


def does_not_exist(noun: str, identifier: str) -> RequestError:
    """No such thing; `noun` as in the code, such as `QualificationType`."""
    return RequestError(f"{PREFIX}{noun}DoesNotExist", f"{noun} {identifier} does not exist.")


def permission_denied() -> RequestError:
    """It exists, and belongs to somebody else."""
    text = "This user is not authorized to perform the requested operation."
    return RequestError(f"{PREFIX}PermissionDenied", text)


def wrong_state(noun: str, *expected: str, current: str | None = None) -> RequestError:
    """The thing is in a state that the operation cannot be called in.

    Args:
        noun: as in the code, such as `Assignment`.
        expected: the states it can be called in.
        current: the state it is in, where the service said so: for HITs.
    """
    start = f"This {noun} is currently in the state '{current}'.  " if current else ""
    text = f"{start}This operation can be called with a status of: {','.join(expected)}"
    return RequestError(f"{PREFIX}Invalid{noun}State", text)


def invalid_value(parameter: str, value: object) -> ParameterValidationError:
    """A value that the parameter cannot have; the value is repeated, so it is shortened."""
    return ParameterValidationError(
        INVALID, f'The value "{shown(str(value))}" is not valid for the parameter {parameter}.'
    )


def out_of_range(parameter: str, value: object, low: int, high: int) -> ParameterValidationError:
    """A number, or a length, outside its limits."""
    return ParameterValidationError(
        RANGE,
        f"The value {shown(str(value))} is invalid for {parameter}. "
        f"Valid values range from {low} to {high}.",
    )
