"""Recruiting links, and the participants of recruiting platforms who arrive by them."""

from __future__ import annotations

from adapter.marketplace.links.arrivals import Arrival
from adapter.marketplace.links.descriptions import build_study_url, describe_link
from adapter.marketplace.links.outcomes import (
    COMPLETED,
    NONE_LEFT,
    OUTCOMES,
    PARTIAL,
    TURNED_AWAY,
)
from adapter.marketplace.links.outlook import Outlook
from adapter.marketplace.links.presets import PRESETS, Preset, find_platform
from adapter.marketplace.links.records import Link, LinkSettingsError
from adapter.marketplace.links.service import LinkClosedError, Links
from adapter.marketplace.links.settings import LinkSettings

__all__ = [
    "COMPLETED",
    "NONE_LEFT",
    "OUTCOMES",
    "PARTIAL",
    "PRESETS",
    "TURNED_AWAY",
    "Arrival",
    "Link",
    "LinkClosedError",
    "LinkSettings",
    "LinkSettingsError",
    "Links",
    "Outlook",
    "Preset",
    "build_study_url",
    "describe_link",
    "find_platform",
]
