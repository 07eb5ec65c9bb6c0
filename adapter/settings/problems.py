"""Say what is wrong with the value of a setting, in words of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.text import shorten, suggest_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    Settings = Mapping[str, FieldInfo]

_WHOLE = "expected a whole number without quotes, such as {example}"
_NUMBER = "expected a number without quotes, such as {example}"
_SWITCH = "expected true or false without quotes"
_TEXT = "expected a text in quotes"
_WANTED = {
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "string_type": _TEXT,
    "path_type": "expected a path in quotes, such as '/var/lib/mturk-adapter'",
    "string_too_short": "it is empty",
    "greater_than": "expected more than {gt}, such as {example}",
    "greater_than_equal": "expected {ge} or more, such as {example}",
    "less_than_equal": "expected {le} at most, such as {example}",
    "literal_error": "expected {expected}",
    "string_pattern_mismatch": "expected {pattern}",
    "tuple_type": "expected a list; accounts are tables in double brackets, [[accounts]]",
    "model_type": "expected a table with access_key_id, written under [[accounts]]",
    "missing": "it is missing",
}
"""What is expected, by pydantic's name for the problem."""

_PATTERNS = {
    "opening_balance": "dollars in quotes, such as '10000.00'",
    "access_key_id": "an access key without spaces, such as 'OLDKEY'",
    "upstream_access_key_id": "an access key without spaces, such as 'AKIAEXAMPLE'",
}
_ACCOUNT_VALUES = ("access_key_id", "clock_limit_seconds")
_SECRET = ("database", "list_cache")


def describe_problem(problem: ErrorDetails, settings: Settings, account: Settings) -> str:
    """Return what was expected, an example, and the value unless it may hold a secret.

    Args:
        problem: pydantic's.
        settings: every setting.
        account: the settings of one account.
    """
    path = problem["loc"]
    known = account if len(path) > 1 and path[0] == "accounts" else settings
    name = str(path[-1])
    match problem["type"]:
        case "extra_forbidden":
            return f"there is no such setting{suggest_name(name, known)}"
        case "value_error":
            text = str(problem["ctx"]["error"])
        case kind:
            details = {**problem.get("ctx", {}), "pattern": _PATTERNS.get(name)}
            wanted = _WANTED.get(kind, "it has a form that is not known; see docs/settings.md")
            text = wanted.format(example=_choose_example(name, known), **details)
    return text + _show_value(problem)


def _choose_example(name: str, known: Settings) -> object:
    field = known.get(name)
    if field is None:
        return None
    return field.examples[0] if field.examples else field.get_default()


def _show_value(problem: ErrorDetails) -> str:
    """Return the value, shortened; nothing for one that is missing, or may hold a secret."""
    path, value = problem["loc"], problem.get("input")
    inside = path[0] == "accounts" and path[-1] not in _ACCOUNT_VALUES
    if inside or path[0] in _SECRET or problem["type"] in {"missing", "string_too_short"}:
        return ""
    is_plain = isinstance(value, str | bool | int | float)
    # A URL may hold a password.
    if not is_plain or (isinstance(value, str) and {"@", "?"} & {*value}):
        return ""
    return f"; it is {shorten(repr(value))}"
