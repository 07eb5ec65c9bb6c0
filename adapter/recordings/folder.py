"""Load cases from below a root, `<LegacyOperation>/<case>/` with always the same four files, and
check them.

What begins with a dot is left out: a case still being written, or what a killed process left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from adapter.current_api.model import load
from adapter.current_api.violations import Constraint, describe, find_violations
from adapter.errors import FixtureError
from adapter.model import HttpResponse, RequestContext
from adapter.recordings import Case, Failure, FailureKind, Origin
from adapter.recordings.files import (
    CALLS_FILE,
    CASE_FILE,
    FILES,
    REQUEST_FILE,
    RESPONSE_FILE,
    read_calls,
    read_case_form,
)
from adapter.recordings.request_text import read_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from adapter.current_api.violations import Violation
    from adapter.recordings import RecordedCall

T = TypeVar("T")

_NUMBER = re.compile(r"(\d+)")


def load_cases(
    root: Path, track: Callable[[Sequence[Path]], Iterable[Path]] = iter
) -> tuple[Case, ...]:
    """Return every case by the time of its call, those of one time by name. There may be none.

    Args:
        root: the folder of all cases.
        track: yields the folders of the cases, and may show how many were read.

    Raises:
        FixtureError: the first file that is wrong, with the place in it and what was expected.
    """
    cases = [load_case(path) for path in track(list_case_folders(root))]
    return tuple(sorted(cases, key=lambda case: (case.context.now, _build_sort_key(case.name))))


def list_case_folders(root: Path) -> list[Path]:
    """Return the folder of every case; raises a FixtureError if there is no root."""
    if not root.is_dir():
        raise FixtureError(str(root), "there is no such folder; recorded cases are read from it")
    operations = [path for path in _list_visible(root) if path.is_dir()]
    return [path for each in operations for path in _list_visible(each)]


def load_case(folder: Path) -> Case:
    """Return the case in a folder, whose parent is named after the legacy operation.

    Raises:
        FixtureError: as in `load_cases`.
    """
    _check_files(folder)
    form = _read(folder / CASE_FILE, read_case_form)
    return Case(
        name=f"{folder.parent.name}/{folder.name}",
        origin=Origin(form.origin),
        summary=form.summary,
        context=RequestContext(form.came_at, form.request_id, form.sandbox),
        request=_read(folder / REQUEST_FILE, read_request),
        calls=_read(folder / CALLS_FILE, read_calls),
        response=HttpResponse(form.status, _read(folder / RESPONSE_FILE, bytes)),
        golden_only=form.golden_only,
    )


def _check_files(folder: Path) -> None:
    if not folder.is_dir():
        raise FixtureError(str(folder), "expected a folder for each case, and in it its files")
    names = {path.name for path in _list_visible(folder)}
    if missing := [name for name in FILES if name not in names]:
        raise FixtureError(str(folder), f"expected {', '.join(missing)} in it as well")
    if strange := sorted(names.difference(FILES)):
        raise FixtureError(str(folder), f"expected nothing but {', '.join(FILES)}: {strange[0]}")


def _read(path: Path, read: Callable[[bytes], T]) -> T:
    try:
        return read(path.read_bytes())
    except OSError as error:
        raise FixtureError(str(path), error.strerror or "cannot be read") from error
    except ValueError as error:
        raise FixtureError(str(path), str(error)) from error


def _list_visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _build_sort_key(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts number 10 after number 9."""
    parts = _NUMBER.split(name)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def find_problems(case: Case) -> tuple[str, ...]:
    """Return every parameter and result that the current API would not have, with its place."""
    return tuple(
        f"{CALLS_FILE}: {describe(violation)}"
        for index, recorded in enumerate(case.calls)
        for violation in _find_violations(recorded, index)
        # A service may answer with any character; recordings keep it.
        if violation.constraint is not Constraint.CHARACTERS
    )


def _find_violations(recorded: RecordedCall, index: int) -> Iterator[Violation]:
    operation, answer = recorded.call.operation, recorded.answer
    # The parameters of a refused call may be why it was refused.
    if not (isinstance(answer, Failure) and answer.kind is FailureKind.REFUSED):
        for each in find_violations(load().find_input(operation), recorded.call.params):
            yield each.prefix(index, "params")
    if not isinstance(answer, Failure):
        for each in find_violations(load().find_output(operation), answer):
            yield each.prefix(index, "result")
