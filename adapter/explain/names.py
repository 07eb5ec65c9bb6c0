"""Current names as Python and the AWS CLI spell them."""

from __future__ import annotations

import re

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def current_name(name: str, between: str) -> str:
    """`list_hits_for_qualification_type`: botocore's spelling, with `_` or `-` between words."""
    return between.join(_WORDS.split(name.replace("HIT", "Hit"))).lower()
