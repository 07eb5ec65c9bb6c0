"""The pytest plugin: gives each test of a program that calls Mechanical Turk its own adapter.

pytest imports this module at its start in every project where the adapter is installed, so the
fixtures import what only they need.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapter.pytest_plugin.market import MturkAdapter, MturkAdapterFactory
    from adapter.pytest_plugin.replay import MturkReplay, MturkReplayFactory

_FOLDER = "mturk_replay"
_REPLAYS: pytest.StashKey[list[MturkReplay]] = pytest.StashKey()
_MARKERS = (
    "mturk_adapter(seed, clock, new_id): what the fixture mturk_adapter starts with",
    "mturk_replay(folder, every=True): the recordings that the fixture mturk_replay plays",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option."""
    parser.addini(_FOLDER, "The recordings that the fixture mturk_replay plays.", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    for line in _MARKERS:
        config.addinivalue_line("markers", line)


@pytest.fixture
def mturk_adapter_factory(request: pytest.FixtureRequest) -> Iterator[MturkAdapterFactory]:
    """Return a function that starts adapters; it takes the arguments of the marker."""
    market = import_module("adapter.pytest_plugin.market")
    with market.open_factory(request.path.parent) as factory:
        yield factory


@pytest.fixture
def mturk_adapter(
    request: pytest.FixtureRequest, mturk_adapter_factory: MturkAdapterFactory
) -> MturkAdapter:
    """Return an adapter with a marketplace of its own, at a free port of this machine."""
    marker = request.node.get_closest_marker("mturk_adapter")
    if marker is not None:
        _check_marker(marker, mturk_adapter_factory)
        return mturk_adapter_factory(**marker.kwargs)
    return mturk_adapter_factory()


@pytest.fixture
def mturk_replay_factory(request: pytest.FixtureRequest) -> Iterator[MturkReplayFactory]:
    """Return a function that starts adapters over recordings; it takes the marker's arguments.

    The test fails if a call was not recorded, or if a recording was not played.
    """
    replays = request.node.stash.setdefault(_REPLAYS, [])
    replay = import_module("adapter.pytest_plugin.replay")
    with replay.open_factory(request.path.parent, replays) as factory:
        yield factory


@pytest.fixture
def mturk_replay(
    request: pytest.FixtureRequest, mturk_replay_factory: MturkReplayFactory
) -> MturkReplay:
    """Return an adapter that plays the recordings of the marker, or else of the ini option."""
    marker = request.node.get_closest_marker("mturk_replay")
    if marker is not None:
        _check_marker(marker, mturk_replay_factory)
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
    """Fail a test whose recordings were not played as they were recorded."""
    try:
        result = yield
    except BaseException:
        for problems in _list_problems(item):
            item.add_report_section("call", "mturk_replay", problems)
        raise
    if wrong := _list_problems(item):
        pytest.fail("\n\n".join(wrong), pytrace=False)
    return result


def _check_marker(marker: pytest.Mark, factory: Callable[..., Any]) -> None:
    """Fail the test if the marker has arguments that the factory does not take."""
    signature = inspect.signature(factory)
    try:
        signature.bind(*marker.args, **marker.kwargs)
    except TypeError as error:
        wanted = ", ".join(signature.parameters)
        pytest.fail(f"@pytest.mark.{marker.name}: {error}; it takes {wanted}", pytrace=False)


def _list_problems(item: pytest.Item) -> list[str]:
    """Return the problems of each replay of the test."""
    return [text for each in item.stash.get(_REPLAYS, ()) if (text := each.describe_problems())]
