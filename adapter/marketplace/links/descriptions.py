"""Links for people who recruit: the address to paste into a platform, and how a link stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.clock import format_time
from adapter.marketplace.links.outcomes import OUTCOMES
from adapter.marketplace.links.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from adapter.marketplace.links.records import Link


def build_study_url(site_url: str, link: Link) -> str:
    """Return the address to paste into the platform, with what the platform replaces in it."""
    url = f"{site_url.rstrip('/')}/go/{link.id}"
    if link.preset not in PRESETS:
        return f"{url}?{link.id_parameter}="
    preset = PRESETS[link.preset]
    names = {preset.id_parameter: link.id_parameter}
    pairs = [f"{names.get(name, name)}={text}" for name, text in preset.placeholders.items()]
    return f"{url}?{'&'.join(pairs)}" if pairs else url


def describe_link(link: Link, counts: Mapping[str | None, int], now: datetime) -> dict[str, Any]:
    """Return the link as JSON has it, and how many came by it."""
    return {
        "id": link.id,
        "name": link.name,
        "preset": link.preset,
        "state": link.find_state(now),
        "id_parameter": link.id_parameter,
        "kept_parameters": [*link.kept_parameters],
        "group_id": link.group_id,
        "most_tasks": link.most_tasks,
        "back_urls": dict(link.back_urls),
        "codes": dict(link.codes),
        **{name: _write_time(getattr(link, name)) for name in ("made", "opens", "ends", "stopped")},
        "came": sum(counts.values()),
        "working": counts.get(None, 0),
        **{outcome: counts.get(outcome, 0) for outcome in OUTCOMES},
    }


def _write_time(time: datetime | None) -> str | None:
    return None if time is None else format_time(time)
