"""README and the tables that it leads to say what is so."""

import re
from pathlib import Path

from adapter.settings.fields import Fields

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_readme_is_short():
    assert len(README.splitlines()) <= 200


def test_every_setting_is_in_the_table():
    rows = re.findall(r"^\| (`\w+`.*?) \|", SETTINGS, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set(Fields.model_fields) <= named
