"""What docs/settings.md and docs/running.md say of settings and their defaults is so."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from platformdirs import user_data_path
from pydantic import SecretStr

from adapter.cli import main
from adapter.settings.fields import Fields
from adapter.settings.resources import find_data_folder

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)
MIB = 1024 * 1024
# Defaults that depend on the machine, or that words say better.
IN_WORDS = {
    "replay": "the examples",
    "seed": "the demo",
    "database": "a SQLite file in the user's data folder",
    "trust_folder": "in the user's data folder",
    "max_in_flight": "4 a thread",
    "admin": "this machine alone, the port after `bind`'s",
    "people": "this machine alone, the port after `admin`'s",
    "clock": "the machine's time",
    "access": "`open` if only this machine reaches the pages, else `invited`",
    "proxy_other_hosts": "`refuse` (in `run` `tunnel`)",
    "log_level": "`info` (in `run` `warning`)",
}

IN_HELP = {
    "admin": "next port",
    "people": "the port after",
    "access": "open on loopback",
    "proxy": "none",
    "max_in_flight": "4 for each thread",
    "tls_key": "in the same file",
    "proxy_other_hosts": "refuse",
    "log_level": "info; of run: warning",
}


def rows(page, names, defaults):
    """Names and defaults of the table's settings, by the columns that they stand in."""
    for line in ROW.findall((ROOT / page).read_text(encoding="utf-8")):
        cells = line.split(" | ")
        settings = [each for each in re.findall(r"`(\w+)`", cells[names]) if each in known()]
        if len(cells) == 3 and settings:
            yield settings, cells[defaults]


def known():
    return Fields.model_fields


def said(name):
    """How the pages write the default of a setting."""
    if name in IN_WORDS:
        return IN_WORDS[name]
    value = known()[name].get_default()
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    match value:
        case None | ():
            return "none"
        case bool():
            return str(value).lower()
        case int() if value >= MIB and value % MIB == 0:
            return f"{value // MIB} MiB"
        case int() | float():
            return f"{value:,}"
    return value


def table():
    return {tuple(names): default for names, default in rows("docs/settings.md", 0, 2)}


@pytest.mark.parametrize("names", table(), ids=", ".join)
def test_the_defaults_in_the_settings_page_are_the_settings_own(names):
    default = table()[names]
    stated = [default] if len(names) == 1 else re.split(r"[;,] ", default)
    stated = [each if each in IN_WORDS.values() else each.strip("`") for each in stated]
    expected = [said(name) for name in names]
    # Of two settings that go together only the first may have a default.
    assert stated == expected or [*stated, "none"] == expected


def test_every_setting_stands_in_the_settings_page_once():
    assert sorted(name for names in table() for name in names) == sorted(known())


def test_the_defaults_in_words_are_those():
    settings = Fields()
    assert (settings.admin, settings.seed) == ("next", ())
    assert (settings.max_in_flight, settings.clock) == (None, None)
    assert settings.replay == find_data_folder("fixtures")
    assert settings.database == f"sqlite:///{user_data_path('mturk-adapter')}/marketplace.db"
    assert settings.trust_folder == user_data_path("mturk-adapter") / "trust"


def test_the_limits_in_running_are_the_settings_own():
    limits = [*rows("docs/running.md", 1, 2)]
    assert len(limits) >= 7
    for names, default in limits:
        assert [default] == [said(name) for name in names]


def test_the_help_of_serve_names_the_same_defaults():
    text = " ".join(CliRunner().invoke(main, ["serve", "--help"]).output.split())
    for flag, default in re.findall(r"--([a-z-]+) (?:(?!--).)*?\[default: ([^\]]+)\]", text):
        name = flag.replace("-", "_")
        assert default in {said(name), IN_HELP.get(name)}, flag
