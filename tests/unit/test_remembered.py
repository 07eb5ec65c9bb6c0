import json

import pytest

from adapter import remembered as module
from adapter.remembered import remembered


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """The folder where it is kept; everything is worth keeping."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "_WORTH_SECONDS", 0)
    return tmp_path / "cache" / "mturk-adapter"


class Parser:
    """Parses JSON, and counts how often."""

    def __init__(self):
        self.parsed = []

    def __call__(self, text):
        self.parsed.append(text)
        return json.loads(text)


def read(root, *texts, parser="one"):
    parse = Parser()
    with remembered(root, parser) as memory:
        values = [memory.value(text, parse) for text in texts]
    return values, parse.parsed


def test_a_text_is_parsed_once_and_only_the_changed_one_again(cache, tmp_path):
    assert read(tmp_path, b"[1]", b'{"a":null}') == ([[1], {"a": None}], ["[1]", '{"a":null}'])
    assert read(tmp_path, b"[1]", b"[2]") == ([[1], [2]], ["[2]"])
    # What was not asked for any more is forgotten.
    assert read(tmp_path, b'{"a":null}') == ([{"a": None}], ['{"a":null}'])


def test_another_parser_parses_anew(cache, tmp_path):
    read(tmp_path, b"[1]")
    assert read(tmp_path, b"[1]", parser="two")[1] == ["[1]"]


def test_each_folder_has_a_file_and_the_oldest_go(cache, tmp_path):
    for number in range(20):
        (tmp_path / str(number)).mkdir()
        read(tmp_path / str(number), b"[1]")
    assert len(list(cache.iterdir())) == 16
    assert read(tmp_path / "19", b"[1]")[1] == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"a":' * 5000])
def test_a_file_that_is_broken_is_parsed_over(cache, tmp_path, content):
    read(tmp_path, b"[1]")
    [file] = cache.iterdir()
    file.write_bytes(content)
    assert read(tmp_path, b"[1]") == ([[1]], ["[1]"])
    assert read(tmp_path, b"[1]") == ([[1]], [])


def test_where_nothing_can_be_written_every_start_parses(cache, tmp_path):
    cache.parent.mkdir()
    cache.write_text("no folder")
    assert read(tmp_path, b"[1]") == ([[1]], ["[1]"])
    assert read(tmp_path, b"[1]") == ([[1]], ["[1]"])


def test_what_json_would_change_is_not_remembered(cache, tmp_path):
    def parse(text):
        return {1: text}

    for _ in range(2):
        with remembered(tmp_path, "one") as memory:
            assert memory.value(b"x", parse) == {1: "x"}
    assert [file.read_bytes() for file in cache.iterdir()] == [b"{}"]


def test_what_cannot_be_parsed_is_told_each_time(cache, tmp_path):
    for _ in range(2):
        with pytest.raises(ValueError, match="Expecting"):
            read(tmp_path, b"{")


def test_what_is_parsed_in_no_time_leaves_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    read(tmp_path, b"[1]")
    assert not (tmp_path / "cache").exists()
