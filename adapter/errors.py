"""The tree of the adapter's errors, ordered by whose fault an error is.

AdapterError
├── StartError                  ours, found before anything listens
│   ├── MappingError                a file in mappings/
│   ├── FixtureError                a recorded case
│   ├── SettingError                a flag, a variable, a line of the settings file
│   └── SeedError                   the first content of a marketplace
├── CallerError                 theirs, answered as a fault
│   ├── ProtocolError               no call that can be read or admitted: root form, own status
│   ├── AuthenticationError         the caller is not authenticated: OperationRequest/Errors
│   └── OperationError              read and admitted, but refused: Request/Errors
├── UpstreamError               the upstream's, answered as a fault
│   ├── RefusedError                it understood and refused
│   ├── DeniedError                 it does not accept our credentials
│   ├── ThrottledError              it got too many calls, and did nothing
│   ├── UnavailableError            no answer, or none that can be trusted
│   │   └── OutcomeUnknownError         and something was, or may have been, changed
│   └── UnmatchedError              nothing recorded answers this call
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class AdapterError(Exception):
    """The root of the tree; never raised itself."""


class StartError(AdapterError):
    """Something of ours is wrong, so nothing starts listening.

    Args:
        place: the file, flag or variable, with the path inside it where there is one.
        text: what is wrong and what was expected.
    """

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}")
        self.place = place
        self.text = text


class MappingError(StartError):
    """A mapping or a shape cannot be used."""


class FixtureError(StartError):
    """A recorded case cannot be used."""


class SettingError(StartError):
    """A setting cannot be used."""


class SeedError(StartError):
    """A seed file cannot be used, and nothing of it was loaded."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for refusing a call, in the words the caller reads.

    Attributes:
        code: the legacy error code, such as `AWS.ParameterOutOfRange`.
        message: what is wrong and what to send instead; without the time suffix.
        data: the Key and Value pairs behind the message.
    """

    code: str
    message: str
    data: tuple[tuple[str, str], ...] = ()


class CallerError(AdapterError):
    """The caller's call cannot be carried out; `problems` holds every reason, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{each.code}: {each.message}" for each in problems))
        self.problems = tuple(problems)


class ProtocolError(CallerError):
    """The request was refused before its operation was known; `status` is the answer's."""

    def __init__(self, problem: Problem, status: int = 400) -> None:
        super().__init__([problem])
        self.status = status


class AuthenticationError(CallerError):
    """The caller is unknown, or its signature is not valid."""


class OperationError(CallerError):
    """The operation refuses these parameters."""


class UpstreamError(AdapterError):
    """The upstream did not carry out a call."""


class RefusedError(UpstreamError):
    """The upstream understood the call and refused it, in its own code and words.

    The code is a legacy one: the current API repeats them word for word in `TurkErrorCode`.

    Attributes:
        after_lost_answer: whether the call was sent before, and may have been carried out then.
    """

    def __init__(self, code: str, message: str, *, after_lost_answer: bool = False) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.after_lost_answer = after_lost_answer


class DeniedError(UpstreamError):
    """The upstream does not accept the credentials that the adapter calls it with."""


class ThrottledError(UpstreamError):
    """The upstream got too many calls and did nothing; the same call may be sent again."""


class UnavailableError(UpstreamError):
    """The upstream gave no valid answer; as far as is known nothing was changed.

    The text is written for the caller: no address, path, module or Python exception in it.
    """


class OutcomeUnknownError(UnavailableError):
    """A change was, or may have been, carried out, whole or in part.

    Answered with a code of its own: Amazon's Ruby SDK sends a call again on AWS.ServiceUnavailable.
    """


class UnmatchedError(UpstreamError):
    """Nothing recorded answers this call.

    Args:
        text: the call, the nearest recording and every difference, for the caller.
        columns: the call and the nearest recording, side by side, for the log.
    """

    def __init__(self, text: str, columns: str) -> None:
        super().__init__(text)
        self.columns = columns
