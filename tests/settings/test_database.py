"""The setting `database`: a file, memory or a URL."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from adapter.settings import load
from adapter.settings.database import (
    MEMORY,
    default_database,
    describe_database,
    find_file,
    parse_database,
)

SERVER = "postgresql://lab:hid@den@host:5432/turk?password=hidden"


@pytest.mark.parametrize(
    "name", ["lab.sqlite", "./lab.sqlite", "a b/ü 100%.db", "what?.db", "a@b:c#d.db", "postgresql"]
)
def test_a_path_is_a_file_of_the_working_folder(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    url = parse_database(name)
    assert find_file(url) == tmp_path / name
    assert make_url(url).database == str(tmp_path / name)
    assert describe_database(url) == str(tmp_path / name)


def test_a_path_may_begin_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_file(parse_database("~/lab.sqlite")) == tmp_path / "lab.sqlite"


@pytest.mark.parametrize("text", ["memory", ":memory:", "sqlite://", "sqlite:///:memory:"])
def test_memory_has_one_url(text):
    url = parse_database(text)
    assert (url, find_file(url), describe_database(url)) == (MEMORY, None, "memory")


def test_a_url_stays_as_it_is_and_is_shown_without_its_secrets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert parse_database(SERVER) == SERVER
    assert (find_file(SERVER), describe_database(SERVER)) == (None, "postgresql://host:5432/turk")
    relative = parse_database("sqlite:///lab.db?timeout=3")
    assert find_file(relative) == tmp_path / "lab.db"
    assert find_file(parse_database("sqlite:////srv/lab.db")) == Path("/srv/lab.db")


def test_every_source_of_settings_takes_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "adapter.toml"
    file.write_text("database = 'from-file.db'", encoding="utf-8")

    def read(flags, config):
        keys = {"profile_keys": {}.get, "default_keys": lambda: None}
        return find_file(load(flags, config=config, **keys).database).name

    assert read({}, file) == "from-file.db"
    monkeypatch.setenv("MTURK_ADAPTER_DATABASE", "from-variable.db")
    assert read({}, file) == "from-variable.db"
    assert read({"database": "from-flag.db"}, file) == "from-flag.db"


def test_the_default_is_a_file_in_the_data_folder(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/data of/100%")
    assert find_file(default_database()) == Path("/data of/100%/mturk-adapter/marketplace.db")
