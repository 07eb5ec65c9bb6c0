"""Read the form of a batch: its properties, its page and its rows, and what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapter.marketplace import RefusedCallError
from adapter.marketplace.batch_drafts import find_template
from adapter.marketplace.batches import (
    Batch,
    BatchTableError,
    check_properties,
    read_rows,
    write_questions,
)
from adapter.marketplace.documents import DocumentKind, list_violations, write_html_question
from adapter.marketplace.qualifications.requirement_texts import build_requirement
from adapter.marketplace.qualifications.requirements import MAX_REQUIREMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.marketplace.batch_drafts import Draft
    from adapter.marketplace.hits.layouts import Layout
    from adapter.marketplace.storage.transaction import Transaction

    Errors = Sequence[tuple[str, str]]
    """What is wrong: the id of a field, and a text."""

DEFAULTS: Mapping[str, str] = {
    "assignments": "1",
    "duration": "60",
    "lifetime": "7",
    "approval_delay": "3",
    "frame_height": "0",
    "guard": "Accept",
}
"""What stands in the fields at first."""

COMPARATORS: Mapping[str, str] = {
    "GreaterThanOrEqualTo": "at least",
    "LessThanOrEqualTo": "at most",
    "GreaterThan": "more than",
    "LessThan": "less than",
    "EqualTo": "one of",
    "NotEqualTo": "none of",
    "Exists": "any value",
    "DoesNotExist": "not held",
}
GUARDS: Mapping[str, str] = {
    "Accept": "may look at the tasks",
    "PreviewAndAccept": "may not look at the tasks",
    "DiscoverPreviewAndAccept": "do not see them",
}
"""What workers may do who do not have what is needed, by the API's ActionsGuarded."""

MOST_ROWS = 20_000

_TEXTS = {
    "title": "Title",
    "description": "Description",
    "keywords": "Keywords",
    "annotation": "RequesterAnnotation",
}
_SECONDS = {
    "duration": ("AssignmentDurationInSeconds", 60),
    "lifetime": ("LifetimeInSeconds", 86_400),
    "approval_delay": ("AutoApprovalDelayInSeconds", 86_400),
}
_NUMBER = (r"[0-9]{1,9}(\.[0-9]{1,4})?", "Enter a number, such as 7 or 0.5")
_FORMATS: Mapping[str, tuple[str, str]] = {
    "frame_height": (r"[0-9]{0,5}", "Enter a whole number, 0 or more"),
    "title": (r"(?s).+", "Enter a title"),
    "description": (r"(?s).+", "Enter a description"),
    "reward": (r"\$?[0-9]{1,9}(\.[0-9]{1,2})?", "Enter an amount in dollars, such as 0.05"),
    "assignments": (r"[1-9][0-9]{0,8}", "Enter a whole number, 1 or more"),
    **dict.fromkeys(_SECONDS, _NUMBER),
    # The date that each annotation begins with takes 26 of the API's 255 characters.
    "annotation": (r"(?s).{0,229}", "Write at most 229 characters"),
}
"""What a field must match, and what is said of one that does not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says: a batch, or what is wrong with it."""

    batch: Batch | None
    errors: Errors


def read_draft(transaction: Transaction, draft: Draft, *, checks_pages: bool) -> Reading:
    """Return the batch that the draft says.

    Args:
        transaction: a transaction of the account.
        draft: the draft.
        checks_pages: whether every row's page is made and checked, which takes some time.
    """
    entered = {name: text.strip() for name, text in draft.fields.items() if text.strip()}
    errors, properties = _list_errors(entered), {}
    if not errors:
        properties = _read_properties(entered)
        errors = list(_check_properties(transaction, entered, properties))
    template = find_template(transaction, draft)
    if template is None:
        return Reading(None, [("html", "Choose the page, as a file or as a layout"), *errors])
    batch, wrong = _read_batch(draft, template, properties, checks_pages=checks_pages)
    return Reading(None if errors or wrong else batch, [*wrong, *errors])


def list_need_rows(fields: Mapping[str, str]) -> Sequence[int]:
    """Return the numbers of the rows of requirements that the form shows."""
    text = fields.get("needs", "")
    wanted = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else 1
    return range(min(max(1, wanted), MAX_REQUIREMENTS))


def _read_batch(
    draft: Draft, template: Layout, properties: Mapping[str, Any], *, checks_pages: bool
) -> tuple[Batch | None, Errors]:
    # A page that is too long alone is not filled in for each row, for which no memory would do.
    question = write_html_question(template.html, template.frame_height)
    if reasons := list_violations(DocumentKind.QUESTION, question):
        return None, [("html", f"The page cannot be used: {reasons[0]}")]
    if draft.csv is None:
        return None, [("csv", "Choose the table of rows")]
    try:
        rows = read_rows(draft.csv, template.html)
        name, height = template.name, template.frame_height
        batch = Batch(template.html, rows, name, height, properties, template.id or None)
        if checks_pages and len(rows) <= MOST_ROWS:
            write_questions(batch)
    except BatchTableError as error:
        return None, [("csv", f"{draft.csv_name}: {each}") for each in error.problems]
    if len(rows) > MOST_ROWS:
        return None, [("csv", f"Use at most {MOST_ROWS:,} rows at once; these are {len(rows):,}")]
    return batch, []


def _list_errors(entered: Mapping[str, str]) -> Errors:
    return [
        (name, text)
        for name, (pattern, text) in _FORMATS.items()
        if not re.fullmatch(pattern, entered.get(name, ""))
    ]


def _read_properties(entered: Mapping[str, str]) -> dict[str, Any]:
    return {
        **{member: entered[name] for name, member in _TEXTS.items() if name in entered},
        **{
            member: round(Decimal(entered[name]) * unit)
            for name, (member, unit) in _SECONDS.items()
        },
        "Reward": entered["reward"].removeprefix("$"),
        "MaxAssignments": int(entered["assignments"]),
    }


def _check_properties(
    transaction: Transaction, fields: Mapping[str, str], properties: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """Add the requirements to the properties; yield what the API would refuse."""
    requirements, rows = [], []
    for row in list_need_rows(fields):
        name = f"need{row}"
        if not fields.get(name):
            continue
        try:
            comparator = fields.get(f"{name}-is", "Exists")
            needed = build_requirement(fields[name], comparator, fields.get(f"{name}-value", ""))
            guard = fields.get("guard", "Accept")
            requirements.append({**needed, "ActionsGuarded": guard})
            rows.append(name)
        except RefusedCallError as error:
            yield f"{name}-value", error.message
            return
    properties["QualificationRequirements"] = requirements
    try:
        check_properties(transaction, properties)
    except RefusedCallError as error:
        yield _find_field(error.message, rows), error.message


def _find_field(message: str, rows: Sequence[str]) -> str:
    """Return the id of the field that the API's message is about."""
    number = re.search(r"QualificationRequirements\[(\d+)\]", message)
    if number is not None:
        return f"{rows[int(number[1])]}-value"
    members = {**_TEXTS, "reward": "Reward", "assignments": "MaxAssignments"}
    members |= {name: member for name, (member, _) in _SECONDS.items()}
    found = (name for name, member in members.items() if member in message)
    return next(found, rows[0] if rows else "title")
