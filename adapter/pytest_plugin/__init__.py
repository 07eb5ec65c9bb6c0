"""The pytest plugin: an adapter of its own for every test of a program that calls Mechanical Turk.

pytest imports this at its start, in every project where the adapter is installed: whatever is
needed only by tests that use a fixture is imported by these.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from adapter.pytest_plugin.market import MturkAdapter, MturkAdapterFactory
    from adapter.pytest_plugin.replay import MturkReplay, MturkReplayFactory

_FOLDER = "mturk_replay"
_REPLAYS: pytest.StashKey[list[MturkReplay]] = pytest.StashKey()
_MARKERS = (
    "mturk_adapter(seed, clock, new_id): what the fixture mturk_adapter begins with",
    "mturk_replay(folder, every=True): the recordings that the fixture mturk_replay plays",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the ini option."""
    parser.addini(_FOLDER, "The recordings that the fixture mturk_replay plays.", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Names the markers, so that --strict-markers knows them."""
    for line in _MARKERS:
        config.addinivalue_line("markers", line)


@pytest.fixture
def mturk_adapter_factory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MturkAdapterFactory]:
    """Makes adapters over a marketplace of their own; called with what the marker takes."""
    market = _late("market")
    yield from market.factory(request.path.parent, tmp_path_factory)


@pytest.fixture
def mturk_adapter(
    request: pytest.FixtureRequest, mturk_adapter_factory: MturkAdapterFactory
) -> MturkAdapter:
    """An adapter over a marketplace of its own, on a free port of this machine."""
    marker = request.node.get_closest_marker("mturk_adapter")
    return mturk_adapter_factory(**(marker.kwargs if marker else {}))


@pytest.fixture
def mturk_replay_factory(request: pytest.FixtureRequest) -> Iterator[MturkReplayFactory]:
    """Makes adapters that play a folder of recordings; called with what the marker takes.

    The test fails on calls that nothing recorded answers, and on recordings that were not played.
    """
    replays = request.node.stash.setdefault(_REPLAYS, [])
    yield from _late("replay").factory(request.path.parent, replays)


@pytest.fixture
def mturk_replay(
    request: pytest.FixtureRequest, mturk_replay_factory: MturkReplayFactory
) -> MturkReplay:
    """An adapter that plays the recordings named by the marker, or else by the ini option."""
    marker = request.node.get_closest_marker("mturk_replay")
    if marker is not None:
        return mturk_replay_factory(*marker.args, **marker.kwargs)
    folder = request.config.getini(_FOLDER)
    if not folder:
        pytest.fail(
            "mturk_replay does not know which recordings to play: mark the test with "
            f'@pytest.mark.mturk_replay("folder"), or write {_FOLDER} = folder into the ini file',
            pytrace=False,
        )
    return mturk_replay_factory(request.config.rootpath / Path(folder))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fails a test whose recordings were not played as they were recorded."""
    try:
        result = yield
    except BaseException:
        for problems in _list_problems(item):
            item.add_report_section("call", "mturk_replay", problems)
        raise
    if wrong := _list_problems(item):
        pytest.fail("\n\n".join(wrong), pytrace=False)
    return result


def _list_problems(item: pytest.Item) -> list[str]:
    """What went wrong with each replay of the test."""
    return [found for each in item.stash.get(_REPLAYS, ()) if (found := each.problems())]


def _late(name: str) -> ModuleType:
    """A module of this package: here is where imports wait for a test that needs them."""
    from importlib import import_module  # noqa: PLC0415

    return import_module(f"{__name__}.{name}")
