"""The first section of docs/people.md, with its own programs and a person in a browser."""

import importlib.util
from pathlib import Path

import support.boto_249  # noqa: F401 (the programs need it)

ROOT = Path(__file__).parents[4]
SPEC = importlib.util.spec_from_file_location("pictures", ROOT / "scripts" / "take_pictures.py")
KEPT = {each.name: each for each in ROOT.glob("docs/pictures/*")}
LARGEST_BYTES = 60_000


def test_the_story_of_the_page_gives_its_pictures(browser, mturk_adapter, tmp_path):
    pictures = importlib.util.module_from_spec(SPEC)
    SPEC.loader.exec_module(pictures)
    pictures.take_pictures(browser, mturk_adapter, tmp_path)
    taken = {each.name: each.stat().st_size for each in tmp_path.iterdir()}
    assert taken.keys() == KEPT.keys()
    assert max(taken.values()) < LARGEST_BYTES


def test_every_picture_is_small_and_shown():
    text = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    for name, file in KEPT.items():
        assert f"](pictures/{name})" in text
        assert file.stat().st_size < LARGEST_BYTES
