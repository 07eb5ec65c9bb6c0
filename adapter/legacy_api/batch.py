"""Several calls in one REST request: `GetHIT.1.HITId=…&GetHIT.2.HITId=…`.

Amazon's Perl SDK sends them so. `GetHIT.Shared.ResponseGroup=…` is the form in which other Amazon
services of that time took what all calls share.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapter.errors import Problem, ProtocolError
from adapter.legacy_api.form import MAX_PAIRS

if TYPE_CHECKING:
    Pairs = tuple[tuple[str, str], ...]

# The ceiling of the service is not known. Each call is up to a whole fan-out, one after another,
# and all of them have to end before clients give up.
MAX_CALLS = 100

_SHARED = "Shared"
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_FIRST_STEP = re.compile(r"[A-Za-z]+", re.ASCII)


def split_calls(operation: str, pairs: Pairs) -> tuple[Pairs, ...]:
    """Return the parameters of each call, in the order of their numbers; at least one call.

    What stands under `Shared`, or under no number, belongs to every call that does not send the
    parameter itself.

    Raises:
        ProtocolError: there are too many calls, or too many parameters in all of them.
    """
    numbered: dict[int, list[tuple[str, str]]] = {}
    shared: list[tuple[str, str]] = []
    for name, text in pairs:
        number, rest = _read_number(operation, name)
        level = shared if number is None else numbered.setdefault(number, [])
        level.append((rest, text))
    _check_size(operation, len(numbered), len(pairs) + len(shared) * len(numbered))
    if not numbered:
        return (tuple(shared),)
    return tuple(_join(numbered[number], shared) for number in sorted(numbered))


def _read_number(operation: str, name: str) -> tuple[int | None, str]:
    """Return the number of the call that a name belongs to, None for all, and the name in it."""
    step, _, rest = name.removeprefix(f"{operation}.").partition(".")
    if not rest or not name.startswith(f"{operation}."):
        return None, name
    if step == _SHARED:
        return None, rest
    return (int(step), rest) if _NUMBER.fullmatch(step) else (None, name)


def _check_size(operation: str, calls: int, parameters: int) -> None:
    text = ""
    if calls > MAX_CALLS:
        text = f"has {calls} calls of {operation}; send at most {MAX_CALLS}"
    elif calls and parameters > MAX_PAIRS:
        text = f"has {parameters} parameters in {calls} calls; at most {MAX_PAIRS} are read"
    if text:
        raise ProtocolError(Problem("InvalidHttpRequest", f"The request {text}."))


def _join(own: list[tuple[str, str]], shared: list[tuple[str, str]]) -> Pairs:
    sent = {_read_first_step(name) for name, _ in own}
    return (*own, *(pair for pair in shared if _read_first_step(pair[0]) not in sent))


def _read_first_step(name: str) -> str:
    """Return the name of the parameter: ResponseGroup of ResponseGroup.1 and of ResponseGroup0."""
    found = _FIRST_STEP.match(name)
    return found[0] if found else ""
