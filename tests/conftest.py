"""What every test shares."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# What is remembered of parsed files stays in the checkout.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parent.parent / ".pytest_cache")

# A slow machine is no failing property.
settings.register_profile("adapter", deadline=None)
settings.load_profile("adapter")


@pytest.fixture(autouse=True, scope="session")
def data_folder(tmp_path_factory):
    """Keeps tests out of the data folder of whoever runs them, in other processes too."""
    folder = tmp_path_factory.mktemp("data")
    folder.chmod(0o755)  # some tests become another user
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        yield
