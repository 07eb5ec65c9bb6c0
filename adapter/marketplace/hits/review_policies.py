"""Read and check review policies.

Source: Amazon's pages "Assignment Review Policies" and "HIT Review Policies" (2014-08-15), their
use cases, and `ReviewPolicyExample` of Amazon's Java SDK, which sends other names too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapter.marketplace.errors import (
    INVALID,
    InvalidValueError,
    OutOfRangeError,
    ParameterValidationError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from adapter.marketplace.storage.transaction import Params

ASSIGNMENT_POLICY = "AssignmentReviewPolicy"
HIT_POLICY = "HITReviewPolicy"
_NAMES = {
    ASSIGNMENT_POLICY: "ScoreMyKnownAnswers/2011-09-01",
    HIT_POLICY: "SimplePlurality/2011-09-01",
}
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
_BOOLEANS = {"t": True, "true": True, "1": True, "f": False, "false": False, "0": False}
_JOINED = "|"
"""Separates the values of checkboxes in one text, as Amazon's own pages for workers sent them."""

_HIGHEST = 10**9
_HOUR_SECONDS = 3600
_YEAR_SECONDS = 31_536_000
_EXTENSION = frozenset({"ExtendMaximumAssignments", "ExtendMinimumTimeInSeconds"})
_KNOWN_ANSWERS = _EXTENSION | {
    "AnswerKey",
    "ApproveIfKnownAnswerScoreIsAtLeast",
    "ApproveReason",
    "RejectIfKnownAnswerScoreIsLessThan",
    "RejectReason",
    "ExtendIfKnownAnswerScoreIsLessThan",
}
_PLURALITY = _EXTENSION | {
    "QuestionIds",
    "QuestionAgreementThreshold",
    "DisregardAssignmentIfRejected",
    "DisregardAssignmentIfKnownAnswerScoreIsLessThan",
    "ExtendIfHITAgreementScoreIsLessThan",
    "ExtendAssignments",
    "ApproveIfWorkerAgreementScoreIsAtLeast",
    "RejectIfWorkerAgreementScoreIsLessThan",
    "RejectReason",
}
_SPELLINGS = {
    "QuestionIDs": "QuestionIds",  # Amazon's samples
    "ApproveIfWorkerAgreementScoreIsNotLessThan": "ApproveIfWorkerAgreementScoreIsAtLeast",  # 2011
}


@dataclass(frozen=True, slots=True)
class Extension:
    """The extension of a HIT whose score is too low.

    Attributes:
        below: the score below which the HIT is extended.
        step: the number of assignments that one extension adds.
        max_assignments: the number of assignments beyond which the HIT is not extended.
        seconds: the time that one extension adds.
    """

    below: int
    step: int
    max_assignments: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision about an assignment by its score in percent; None means no decision."""

    approve_from: int | None
    approve_reason: str | None
    reject_below: int | None
    reject_reason: str | None


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """The policy ScoreMyKnownAnswers, with the right values by question identifier."""

    answer_key: Mapping[str, frozenset[str]]
    decision: Decision
    extension: Extension | None


@dataclass(frozen=True, slots=True)
class Plurality:
    """The policy SimplePlurality.

    Attributes:
        questions: the identifiers of the questions that are compared.
        threshold: the percentage above which an answer is agreed.
        disregards_rejected: whether rejected assignments do not count.
        min_known_answer_score: the KnownAnswerScore below which an assignment does not count.
    """

    questions: tuple[str, ...]
    threshold: int
    disregards_rejected: bool
    min_known_answer_score: int | None
    decision: Decision
    extension: Extension | None


def check_policies(params: Params) -> None:
    """Raise an error if a policy of a new HIT cannot be carried out."""
    for level, name in _NAMES.items():
        policy = params.get(level)
        if policy is not None and policy["PolicyName"] != name:
            raise InvalidValueError(f"{level}.PolicyName", policy["PolicyName"])
    read_known_answers(params.get(ASSIGNMENT_POLICY))
    read_plurality(params.get(HIT_POLICY))


def read_known_answers(policy: Mapping[str, Any] | None) -> KnownAnswers | None:
    """Return an AssignmentReviewPolicy, or None if there is none."""
    if policy is None:
        return None
    given = _Parameters(ASSIGNMENT_POLICY, policy, _KNOWN_ANSWERS)
    below = given.read_integer("ExtendIfKnownAnswerScoreIsLessThan", 0, 101)
    return KnownAnswers(
        answer_key=given.read_answer_key("AnswerKey"),
        decision=Decision(
            given.read_integer("ApproveIfKnownAnswerScoreIsAtLeast", 0, 101),
            given.read_text("ApproveReason"),
            given.read_integer("RejectIfKnownAnswerScoreIsLessThan", 0, 101),
            given.read_text("RejectReason"),
        ),
        extension=given.read_extension(below, given.read_integer(_MAXIMUM, 2, 25) or 5),
    )


def read_plurality(policy: Mapping[str, Any] | None) -> Plurality | None:
    """Return a HITReviewPolicy, or None if there is none."""
    if policy is None:
        return None
    given = _Parameters(HIT_POLICY, policy, _PLURALITY)
    below = given.read_integer("ExtendIfHITAgreementScoreIsLessThan", 1, 100)
    if below is not None:
        given.require(_MAXIMUM)
    return Plurality(
        questions=given.read_names("QuestionIds"),
        threshold=given.read_required_integer("QuestionAgreementThreshold"),
        # Amazon's page requires it, but none of the page's own samples sends it.
        disregards_rejected=given.read_boolean("DisregardAssignmentIfRejected"),
        min_known_answer_score=given.read_integer(
            "DisregardAssignmentIfKnownAnswerScoreIsLessThan"
        ),
        decision=Decision(
            given.read_integer("ApproveIfWorkerAgreementScoreIsAtLeast"),
            None,
            given.read_integer("RejectIfWorkerAgreementScoreIsLessThan"),
            given.read_text("RejectReason"),
        ),
        extension=given.read_extension(below, given.read_integer(_MAXIMUM, 1, _HIGHEST) or 1),
    )


_MAXIMUM = "ExtendMaximumAssignments"


class _Parameters:
    """The parameters of one policy by name.

    Args:
        level: the operation's parameter that has the policy.
        policy: a ReviewPolicy of the current API.
        known: the names that the policy has.
    """

    def __init__(self, level: str, policy: Mapping[str, Any], known: Set[str]) -> None:
        self._level = level
        self._parameters = {}
        for each in policy.get("Parameters", ()):
            # The Java SDK's sample sends `ExtendMaximumAssignments ` with a space.
            name = _SPELLINGS.get(each["Key"].strip(), each["Key"].strip())
            if name not in known:
                raise InvalidValueError(f"{level}.Parameter.Key", each["Key"])
            self._parameters[name] = each

    def require(self, name: str) -> Mapping[str, Any]:
        """Return a parameter, or raise an error if it is missing."""
        parameter: Mapping[str, Any] | None = self._parameters.get(name)
        if parameter is None:
            text = f"The parameter {name} of the {self._level} is required."
            raise ParameterValidationError(INVALID, text)
        return parameter

    def read_text(self, name: str) -> str | None:
        """Return the only value of a parameter, or None if it is missing."""
        if name not in self._parameters:
            return None
        values = self._parameters[name].get("Values", ())
        if len(values) != 1:
            raise InvalidValueError(name, ",".join(values))
        text: str = values[0]
        return text

    def read_integer(self, name: str, low: int = -_HIGHEST, high: int = _HIGHEST) -> int | None:
        """Return a number, or None if the parameter is missing."""
        text = self.read_text(name)
        if text is None:
            return None
        if not _INTEGER.fullmatch(text.strip()):
            raise InvalidValueError(name, text)
        if not low <= int(text) <= high:
            raise OutOfRangeError(name, int(text), low, high)
        return int(text)

    def read_required_integer(self, name: str) -> int:
        """Return a number, or raise an error if the parameter is missing."""
        self.require(name)
        return self.read_integer(name) or 0

    def read_boolean(self, name: str) -> bool:
        """Return a boolean, which is false if the parameter is missing."""
        text = self.read_text(name)
        if text is None:
            return False
        if text.strip().lower() not in _BOOLEANS:
            raise InvalidValueError(name, text)
        return _BOOLEANS[text.strip().lower()]

    def read_names(self, name: str) -> tuple[str, ...]:
        """Return a list of identifiers, each a value, or several in one with commas between."""
        values = self.require(name).get("Values", ())
        parts = (part.strip() for value in values for part in value.split(","))
        names = [part for part in parts if part]
        if not names:
            raise InvalidValueError(name, ",".join(values))
        return tuple(dict.fromkeys(names))

    def read_answer_key(self, name: str) -> Mapping[str, frozenset[str]]:
        """Return the right values of each question, or raise an error if there is no question."""
        entries = self.require(name).get("MapEntries", ())
        if not entries:
            raise InvalidValueError(name, "")
        return {each["Key"]: normalize_values(each.get("Values", ())) for each in entries}

    def read_extension(self, below: int | None, max_assignments: int) -> Extension | None:
        """Return the extension, or None if `below` is None.

        The page about SimplePlurality requires a time, which the Java SDK's sample does not send.
        """
        step = self.read_integer("ExtendAssignments", 1, _HIGHEST) or 1
        time = "ExtendMinimumTimeInSeconds"
        seconds = self.read_integer(time, _HOUR_SECONDS, _YEAR_SECONDS) or 0
        return None if below is None else Extension(below, step, max_assignments, seconds)


def normalize_values(values: Iterable[str]) -> frozenset[str]:
    """Return the values to compare: trimmed, and without empty ones."""
    parts = (part.strip() for value in values for part in value.split(_JOINED))
    return frozenset(part for part in parts if part)
