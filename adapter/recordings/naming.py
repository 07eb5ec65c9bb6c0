"""Name the folder of a recording: the legacy call in words, and a running number."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from adapter.recordings.case import VOLATILE
from adapter.redaction import is_secret

if TYPE_CHECKING:
    from pathlib import Path

_WORD, _SLUG, _DIGEST = 20, 48, 8
_FILLER = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"(.+)-(\d+)")


def build_stem(parameters: tuple[tuple[str, str], ...]) -> str:
    """Return a name that is the same for equal calls, whatever the order of their parameters.

    The words are for the reader. They are cut, and lower case because some file systems do not
    tell cases apart; the digest after them tells calls apart.
    """
    lasting = sorted(
        (name, text) for name, text in parameters if name not in VOLATILE and not is_secret(name)
    )
    words = [_FILLER.sub("-", text.lower())[:_WORD].strip("-") for _, text in lasting]
    slug = "-".join(word for word in words if word)[:_SLUG].rstrip("-") or "no-parameters"
    digest = hashlib.sha256(json.dumps(lasting).encode()).hexdigest()[:_DIGEST]
    return f"{slug}-{digest}"


def build_numbered(place: Path, number: int) -> Path:
    """Return the folder of the recording with this number, from 1, of the call at this place."""
    return place.with_name(f"{place.name}-{number:03}")


def parse_number(folder: Path, place: Path) -> int | None:
    """Return the number of a recording of the call; None for a folder that is something else."""
    match = _NUMBERED.fullmatch(folder.name)
    return int(match[2]) if match and match[1] == place.name else None
