"""What every test shares."""

import logging
import os

import pytest
import structlog
from hypothesis import settings
from support.legacy import LegacyMarket
from support.market import Market

pytest_plugins = ["support.skips"]

# A slow machine is no failing property.
settings.register_profile("adapter", deadline=None)
settings.load_profile("adapter")


def pytest_xdist_auto_num_workers():
    """Twice the processors, as tests wait for other processes as long as they compute."""
    return 2 * (os.cpu_count() or 1)


def pytest_runtest_setup(item):
    if item.get_closest_marker("root") and os.geteuid() != 0:
        pytest.skip("needs the system administrator's rights")


@pytest.fixture(autouse=True, scope="session")
def data_folder(tmp_path_factory):
    """Keeps tests out of the data folder of whoever runs them, in other processes too."""
    folder = tmp_path_factory.mktemp("data")
    folder.chmod(0o755)  # some tests become another user
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        yield


@pytest.fixture(autouse=True)
def logs(monkeypatch):
    """Undoes what commands configure for the whole process, which later tests would log by.

    A logger that is kept from its first use on would stay as it is then, whatever is undone.
    """
    configure, configured = structlog.configure, structlog.is_configured()
    before, handlers = structlog.get_config(), logging.root.handlers[:]
    level = logging.getLogger("adapter").level
    monkeypatch.setattr(
        structlog,
        "configure",
        lambda **options: configure(**options | {"cache_logger_on_first_use": False}),
    )
    yield
    if configured:
        configure(**before)
    else:
        structlog.reset_defaults()
    logging.root.handlers = handlers
    logging.getLogger("adapter").setLevel(level)


@pytest.fixture
def market(tmp_path):
    """A marketplace in a file of the test's own, in which it is noon of 2018-06-01."""
    market = Market(f"sqlite:///{tmp_path / 'market.db'}")
    yield market
    market.service.close()


@pytest.fixture
def legacy(market):
    """The legacy API over that marketplace."""
    return LegacyMarket(market)
