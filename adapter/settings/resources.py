"""The folders of data files, in an installed package or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def find_data_folder(name: str) -> Path:
    """Return the `mappings` or `fixtures` folder; a wheel has both inside the package."""
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
