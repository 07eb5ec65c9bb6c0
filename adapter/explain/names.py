"""Names of the current API in the forms of Python and of the AWS CLI."""

from __future__ import annotations

import re

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def convert_name(name: str, between: str) -> str:
    """Return botocore's form of a name, such as `list_hits_for_qualification_type`.

    Args:
        name: of an operation or a parameter.
        between: `_` for Python, `-` for the AWS CLI.
    """
    return between.join(_WORDS.split(name.replace("HIT", "Hit"))).lower()
